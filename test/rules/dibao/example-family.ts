import { parseYuan } from '../../../src/kernel/money.ts'
import type { DibaoEnrolment, DibaoFacts, DibaoMember, IncomeInForce } from '../../../src/rules/dibao/facts.ts'

/** A healthy covered adult, 示例. */
export function member(personNo: number, change: Partial<DibaoMember> = {}): DibaoMember {
  return {
    personNo,
    birth: '1980-06-15',
    covered: true,
    alive: true,
    present: true,
    disabilityKind: null,
    disabilityGrade: null,
    gravelyIll: null,
    lostWorkCapacity: null,
    singleParent: null,
    inSchool: null,
    ...change,
  }
}

export function members(count: number): DibaoMember[] {
  return Array.from({ length: count }, (_, index) => member(index + 1))
}

/** An income in yuan a month; of the family as a whole unless a person is named. */
export function income(yuan: string, change: Partial<IncomeInForce> = {}): IncomeInForce {
  return { personNo: 0, kind: '工资性', monthlyFen: fen(yuan), ...change }
}

export function enrolment(change: Partial<DibaoEnrolment> = {}): DibaoEnrolment {
  return {
    enrolmentNo: '示例-1',
    programme: 'urban-dibao',
    class: null,
    personNo: 0,
    from: '2020-01',
    to: null,
    endReason: null,
    reviewMonth: null,
    approvedFen: null,
    ...change,
  }
}

/** An urban family of three covered adults without income in 2026-03, 示例. */
export function family(change: Partial<DibaoFacts> = {}): DibaoFacts {
  return {
    month: '2026-03',
    enrolment: enrolment(),
    residence: 'urban',
    size: change.members?.length ?? 3,
    members: members(3),
    incomes: [],
    ...change,
  }
}

export function fen(yuan: string): bigint {
  return parseYuan(yuan)!
}
