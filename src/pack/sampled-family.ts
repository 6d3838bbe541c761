import type { BenefitLine, CaseException } from '../calculation/case-result.ts'
import { lineRow, rowLike } from '../calculation/stored-line.store.ts'
import { ageReachedIn, type Month } from '../kernel/month.ts'
import type {
  EnrolmentVersion,
  HouseholdHistory,
  HouseholdVersion,
  IncomeVersion,
  MemberVersion,
} from '../registry/household-history.ts'
import { enrolmentIsIn, householdIn, incomesIn, isAlive, isPresent, membersIn } from '../registry/in-force.ts'

/** What was worked out anew of a family of the sample, beside what is stored. */
export interface Recomputed {
  readonly lines: readonly BenefitLine[]
  readonly exceptions: readonly CaseException[]
}

/** A member as the run's month finds them. */
export interface SampledMember {
  readonly personNo: number
  readonly covered: boolean
  readonly age: number
  /** 残疾, 重病, 已故 …: what on record of the person an amount may rest on. */
  readonly marks: readonly string[]
}

/** One family of the sample: what was known of it, and its lines as stored and as worked out again. */
export interface SampledFamily {
  readonly householdNo: string
  readonly household: HouseholdVersion | null
  readonly members: readonly SampledMember[]
  readonly incomes: readonly IncomeVersion[]
  readonly enrolments: readonly EnrolmentVersion[]
  readonly exceptions: readonly CaseException[]
  readonly comparisons: readonly LineComparison[]
}

/** A line by its key: as stored, as worked out again; `recomputed` is undefined where a run works out no month. */
export interface LineComparison {
  readonly stored: BenefitLine | null
  readonly recomputed: BenefitLine | null | undefined
  readonly same: boolean
}

/** Puts a family of the sample together; `history` is null where only its lines are known to the run. */
export function sampledFamily(
  householdNo: string,
  month: Month,
  of: {
    readonly history: HouseholdHistory | null
    readonly stored: readonly BenefitLine[]
    readonly recomputed: Recomputed | null
  },
): SampledFamily {
  const { history, stored, recomputed } = of
  return {
    householdNo,
    household: history && householdIn(history, month),
    members: history ? membersIn(history, month).map((member) => memberOf(history, member, month)) : [],
    incomes: history ? incomesIn(history, month) : [],
    enrolments: history ? history.enrolments.filter((one) => matters(one, month)) : [],
    exceptions: recomputed?.exceptions ?? [],
    comparisons: compareLines(stored, recomputed),
  }
}

/** In force, or dibao that ended in 渐退 before. */
function matters(enrolment: EnrolmentVersion, month: Month): boolean {
  if (enrolmentIsIn(enrolment, month)) return true
  return enrolment.endReason === '渐退' && enrolment.to !== null && enrolment.to < month
}

function memberOf(history: HouseholdHistory, member: MemberVersion, month: Month): SampledMember {
  const { personNo, disabilityKind: kind, disabilityGrade: grade } = member
  const marks: [boolean | null, string][] = [
    [kind !== null || grade !== null, `${kind ?? ''}残疾${grade === null ? '' : ` ${grade} 级`}`],
    [member.gravelyIll, '重病'],
    [member.lostWorkCapacity, '丧失劳动能力'],
    [member.singleParent, '单亲'],
    [member.inSchool, '在校'],
    [!isAlive(history, personNo, month), '已故'],
    [!isPresent(history, personNo, month), '已不在户'],
  ]
  return {
    personNo,
    covered: member.covered,
    age: ageReachedIn(member.birth, month),
    marks: marks.filter(([holds]) => holds === true).map(([, mark]) => mark),
  }
}

function compareLines(stored: readonly BenefitLine[], recomputed: Recomputed | null): LineComparison[] {
  if (!recomputed) return stored.map((line) => ({ stored: line, recomputed: undefined, same: true }))
  const again = new Map(recomputed.lines.map((line) => [keyOf(line), line]))
  const compared = stored.map((line): LineComparison => {
    const other = again.get(keyOf(line)) ?? null
    again.delete(keyOf(line))
    return { stored: line, recomputed: other, same: other !== null && rowLike(line, other) === lineRow(line) }
  })
  return [...compared, ...[...again.values()].map((line) => ({ stored: null, recomputed: line, same: false }))]
}

function keyOf({ personNo, programme, component, benefitMonth, type }: BenefitLine): string {
  return [personNo, programme, component, benefitMonth, type].join(' ')
}
