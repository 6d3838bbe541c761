import { type Context, requireRole } from '../../access/context.ts'
import { requireOwnCounty } from '../../access/own-county.ts'
import { systemFirstMonth } from '../../calculation/calculation.store.ts'
import type { CaseOutcome } from '../../calculation/case-result.ts'
import { computeCase } from '../../calculation/compute-case.ts'
import { loadDecisions, loadDueContext } from '../../calculation/engine/case-computer.ts'
import { computePriceCase } from '../../calculation/price-case.ts'
import { personIdentity } from '../../db/cipher.ts'
import { readIdNumber } from '../../kernel/identifiers.ts'
import { ageReachedIn, isMonth } from '../../kernel/month.ts'
import { compare } from '../../kernel/order.ts'
import { Refused } from '../../kernel/refusal.ts'
import { maskIdNumber } from '../../kernel/sensitive.ts'
import { type CitedArticle, citedArticles } from '../../policy/cited-articles.ts'
import { loadRevision } from '../../policy/policy.store.ts'
import type {
  EnrolmentVersion,
  HouseholdHistory,
  HouseholdVersion,
  IncomeVersion,
  MemberVersion,
} from '../../registry/household-history.ts'
import { readHouseholds } from '../../registry/household-reader.store.ts'
import { hasHousehold, householdsNamed, namedMembers } from '../../registry/households-of.store.ts'
import { enrolmentIsIn, householdIn, incomesIn, isAlive, isPresent, membersIn } from '../../registry/in-force.ts'
import { type PaidLine, paidLines } from '../../reports/paid-lines.store.ts'
import { REPORT_REFUSALS } from '../../reports/refusals.ts'
import { citationsOf } from '../../rules/citations.ts'
import type { PriceDecision } from '../../rules/price-subsidy/price-decision.ts'
import { knownOn, requireInstant } from '../policy/known-on.ts'

export interface ExplainRequest {
  readonly county: string
  readonly month: string
  readonly household?: string | undefined
  /** An ID number; every household of that person is told. */
  readonly id?: string | undefined
  /** As registry, documents and indices were known at the end of a day or at an instant; as known now where none is given. */
  readonly knownOn?: string | undefined
}

interface ExplainedMember {
  readonly personNo: number
  readonly name: string
  readonly maskedId: string
  readonly relation: string
  readonly covered: boolean
  readonly alive: boolean
  readonly present: boolean
  readonly disability: string | null
  /** Reached during the month, in whole years. */
  readonly age: number
  /** What is on record of the person that a supplement may rest on: 重病, 单亲 … */
  readonly marks: readonly string[]
}

/** One family in one month as known now: who they are, what each is due and why, by which article, and what became of it. */
export interface Explanation {
  readonly householdNo: string
  readonly household: HouseholdVersion | null
  readonly members: readonly ExplainedMember[]
  readonly incomes: readonly IncomeVersion[]
  /** What is in force in the month, and dibao that ended in 渐退 before it. */
  readonly enrolments: readonly EnrolmentVersion[]
  readonly outcome: CaseOutcome
  /** The month as an index month: what was decided and what it gives this family; null before the household's first. */
  readonly price: { readonly decision: PriceDecision; readonly outcome: CaseOutcome } | null
  readonly articles: readonly CitedArticle[]
  readonly paid: readonly PaidLine[]
}

/** Works out one family's month as known now, or on an earlier day, with every amount, its arithmetic and its articles. */
export async function explain(context: Context, request: ExplainRequest): Promise<Explanation[]> {
  await requireRole(context, 'maker', 'checker', 'auditor')
  const { county, month } = request
  requireOwnCounty(context, county)
  if (!isMonth(month)) {
    throw new Refused(REPORT_REFUSALS['explain.month-invalid'](month))
  }
  const { database } = context
  const then = await knownOn(database.sql, county, requireInstant(request.knownOn ?? null))
  const { known, policyRevision } = then
  const firstMonth = (await systemFirstMonth(database.sql, county)) ?? month
  const { dueContext, shared } = await loadDueContext(context, county, { known, policyRevision, firstMonth })
  const decisionFor = await loadDecisions(database.sql, month, then)
  const numbers = await householdNumbers(context, request)
  const client = await database.pool.connect()
  try {
    const histories = await readHouseholds(client, { county, known, numbers }, shared)
    if (histories.length === 0) throw new Refused(REPORT_REFUSALS['explain.not-known-then'](numbers, request.knownOn))
    const explained: Explanation[] = []
    for (const history of histories) {
      const outcome = computeCase(history, month, dueContext)
      const household = householdIn(history, month)
      const price = household && {
        decision: decisionFor(household.area),
        outcome: computePriceCase(history, month, { ...dueContext, decisionFor }),
      }
      explained.push({
        householdNo: history.householdNo,
        household,
        price,
        members: await describeMembers(context, { county, known }, history, month),
        incomes: incomesIn(history, month),
        enrolments: history.enrolments.filter((one) => enrolmentIsIn(one, month) || tapers(one, month)),
        outcome,
        articles: await articlesOf(context, policyRevision, [outcome, ...(price ? [price.outcome] : [])]),
        paid: await paidLines(database.pool, county, month, history.householdNo),
      })
    }
    return explained
  } finally {
    client.release()
  }
}

async function householdNumbers(context: Context, { county, household, id }: ExplainRequest): Promise<string[]> {
  const { pool } = context.database
  if (household !== undefined) {
    if (await hasHousehold(pool, county, household)) return [household]
    throw new Refused(REPORT_REFUSALS['explain.household-unknown'](county, household))
  }
  const reading = readIdNumber(id ?? '')
  const hash = reading.ok ? context.cipher.hash('id', reading.id) : Buffer.alloc(0)
  const households = await householdsNamed(pool, county, { numbers: [], idHashes: [hash] })
  if (households.length > 0) return households
  throw new Refused(REPORT_REFUSALS['explain.person-unknown'](county))
}

async function describeMembers(
  context: Context,
  { county, known }: { readonly county: string; readonly known: number },
  history: HouseholdHistory,
  month: string,
): Promise<ExplainedMember[]> {
  const { householdNo } = history
  const rows = await namedMembers(context.database.pool, { county, householdNo, month, known })
  const named = new Map(rows.map((row) => [Number(row.person_no), row]))
  const headNo = householdIn(history, month)?.headNo
  const headFirst = (a: MemberVersion, b: MemberVersion) =>
    Number(b.personNo === headNo) - Number(a.personNo === headNo) || compare(a.birth, b.birth)
  return membersIn(history, month)
    .sort(headFirst)
    .map((member) => {
      const row = named.get(member.personNo)!
      const id = context.cipher.open(row.id_sealed, personIdentity(row.id_hash))
      const { disabilityKind: kind, disabilityGrade: grade } = member
      return {
        personNo: member.personNo,
        name: row.name,
        maskedId: maskIdNumber(id),
        relation: row.relation,
        covered: member.covered,
        alive: isAlive(history, member.personNo, month),
        present: isPresent(history, member.personNo, month),
        disability: grade === null ? kind : `${kind ?? '残疾'} ${grade} 级`,
        age: ageReachedIn(member.birth, month),
        marks: marksOf(member),
      }
    })
}

/** A taper may still run; how long, its rule says. */
function tapers({ endReason, to }: EnrolmentVersion, month: string): boolean {
  return endReason === '渐退' && to !== null && to < month
}

function marksOf({ gravelyIll, lostWorkCapacity, singleParent, inSchool }: MemberVersion): string[] {
  const marks: [boolean | null, string][] = [
    [gravelyIll, '重病'],
    [lostWorkCapacity, '丧失劳动能力'],
    [singleParent, '单亲'],
    [inSchool, '在校'],
  ]
  return marks.filter(([holds]) => holds === true).map(([, mark]) => mark)
}

async function articlesOf({ database }: Context, revision: number, outcomes: readonly CaseOutcome[]) {
  const names = outcomes.flatMap(({ lines, exceptions }) => [
    ...lines.map(({ used }) => used?.cites),
    ...exceptions.map(({ cites }) => cites),
  ])
  const cited = [...new Set(names)].flatMap((name) => (name && citationsOf(name)) || [])
  return citedArticles(await loadRevision(database.sql, revision), cited)
}
