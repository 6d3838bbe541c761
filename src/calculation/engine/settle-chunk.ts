import { setImmediate as breathe } from 'node:timers/promises'
import type pg from 'pg'
import type { Cipher } from '../../db/cipher.ts'
import type { Month } from '../../kernel/month.ts'
import type { HouseholdHistory } from '../../registry/household-history.ts'
import { idNumbers } from '../../registry/id-numbers.store.ts'
import { householdIn } from '../../registry/in-force.ts'
import { basisOf, NO_BASIS } from '../../rules/citations.ts'
import type { Lookup } from '../../rules/define-rule.ts'
import { decimalFigure } from '../../rules/policy-figure.ts'
import { differenceKey } from '../arrears/beneficiary.ts'
import type { RecoveryEntry } from '../arrears/due-differences.ts'
import { homeOf } from '../arrears/home-of.ts'
import { listingKey, readLinedUp, readListed } from '../arrears/lined-up.store.ts'
import type { PriorRun } from '../arrears/prior-runs.store.ts'
import { groupOf, monthsToRework, type Rework, reasonOf } from '../arrears/rework.ts'
import { type CaseToSettle, type OpenRecovery, openException, settleCase } from '../arrears/settle-case.ts'
import type { BenefitLine, CaseException, CaseOutcome } from '../case-result.ts'
import { byLineKey } from '../compute-case.ts'

/** A case worked out for a run, with what it leaves open to be taken back. */
export interface SettledOutcome extends CaseOutcome {
  readonly open: readonly OpenRecovery[]
}

/** What differences are worked out with. */
export interface Settling {
  readonly county: string
  readonly month: Month
  readonly rework: Rework
  readonly priors: readonly PriorRun[]
  readonly entries: readonly RecoveryEntry[]
  readonly cipher: Cipher
  compute(history: HouseholdHistory, month: Month): CaseOutcome
  lookup(area: string, month: Month): Lookup
}

const NOTHING_OPEN: readonly OpenRecovery[] = []

/** Works out the cases of a chunk: what is due for the run's month and, where anything changed, the differences before. */
export async function settleChunk(
  client: pg.ClientBase,
  settling: Settling,
  histories: readonly HouseholdHistory[],
): Promise<SettledOutcome[]> {
  const { rework, month } = settling
  const plans = histories.map((history) => ({ history, months: monthsToRework(rework, history) }))
  const again = rework.ownMonth ? plans : plans.filter(({ months }) => months.length > 0)
  const stored = await readStored(client, settling, again)
  const settled: SettledOutcome[] = []
  for (const { history, months } of plans) {
    if (settled.length % AT_A_STRETCH === AT_A_STRETCH - 1) await breathe()
    const outcome = settling.compute(history, month)
    if (!stored || (months.length === 0 && !rework.ownMonth))
      settled.push({ lines: outcome.lines, exceptions: outcome.exceptions, open: NOTHING_OPEN })
    else settled.push(settleOne(settling, stored, history, months, outcome))
  }
  return settled
}

/** Cases worked out before whoever waits for this process (the next rows, another process) gets an answer. */
const AT_A_STRETCH = 200

interface Stored {
  readonly lined: ReadonlyMap<string, readonly BenefitLine[]>
  readonly listed: ReadonlySet<string>
  readonly ids: ReadonlyMap<number, string>
}

async function readStored(
  client: pg.ClientBase,
  { county, month, rework, priors, cipher }: Settling,
  again: readonly { readonly history: HouseholdHistory; readonly months: readonly Month[] }[],
): Promise<Stored | null> {
  if (again.length === 0) return null
  const households = new Set(again.flatMap(({ history }) => groupOf(rework, history).map((one) => one.householdNo)))
  const from = again.reduce((first, { months }) => (months[0]! < first ? months[0]! : first), month)
  const query = { county, priors, households: [...households], from }
  const lined = new Map<string, BenefitLine[]>()
  const persons = new Set<number>()
  for (const line of await readLinedUp(client, query)) {
    if (line.personNo !== 0) persons.add(line.personNo)
    const own = lined.get(line.householdNo)
    if (own) own.push(line)
    else lined.set(line.householdNo, [line])
  }
  const listed = await readListed(client, query)
  return { lined, listed, ids: await idNumbers(client, cipher, county, [...persons]) }
}

/** The share of a beneficiary's month that a recovery may take, and where it is set. */
function capOf(lookup: Lookup): Pick<CaseToSettle, 'cap' | 'capBasis'> {
  const set = lookup('recovery.cap')
  return {
    cap: decimalFigure(set?.value ?? '1'),
    capBasis: set ? basisOf([{ parameter: 'recovery.cap', ...set.citation }]) : NO_BASIS,
  }
}

function settleOne(
  settling: Settling,
  { lined, listed, ids }: Stored,
  history: HouseholdHistory,
  months: readonly Month[],
  outcome: CaseOutcome,
): SettledOutcome {
  const { rework, month, entries } = settling
  const group = groupOf(rework, history)
  const told = new Set([...months, month])
  const { householdNo } = history
  const home = homeOf(group, (one) => settling.compute(one, month).lines)
  const isHere = (line: Pick<BenefitLine, 'householdNo' | 'personNo' | 'programme'>) => home(line) === householdNo
  const before = months.flatMap((one) => group.map((each) => ({ each, of: settling.compute(each, one) })))
  const linedHere = group.flatMap((one) => lined.get(one.householdNo) ?? [])
  const linedUp = new Set(linedHere.map(differenceKey))
  const others = group.filter((one) => one.householdNo !== householdNo)
  const household = householdIn(history, month)
  const area = household?.area ?? history.versions[0]!.area
  const settled = settleCase({
    normal: outcome.lines.filter((line) => isHere(line) || !linedUp.has(differenceKey(line))),
    elsewhere: others.flatMap((one) => settling.compute(one, month).lines).filter(isHere),
    due: before.flatMap(({ of }) => of.lines).filter(isHere),
    lined: linedHere.filter((line) => told.has(line.benefitMonth) && isHere(line)),
    entries: entries.filter((entry) => told.has(entry.benefitMonth) && isHere(entry)),
    month,
    householdNo,
    headNo: household?.headNo ?? history.versions[0]!.headNo,
    area,
    ...capOf(settling.lookup(area, month)),
    reasonOf: (line) => reasonOf(rework, history, line),
    idOf: (personNo) => ids.get(personNo) ?? '',
  })
  const newlyListed: CaseException[] = before
    .filter(({ each }) => each.householdNo === householdNo)
    .flatMap(({ of }) => of.exceptions)
    .filter((one) => !listed.has(listingKey(one)))
  return {
    lines: [...settled.lines].sort(byLineKey),
    exceptions: [...outcome.exceptions, ...newlyListed, ...settled.open.map(openException)],
    open: settled.open,
  }
}
