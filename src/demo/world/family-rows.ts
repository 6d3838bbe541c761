import { type Fen, formatYuan } from '../../kernel/money.ts'
import type { Month } from '../../kernel/month.ts'
import { type DemoRow, type DemoRows, NO_ROWS } from './columns.ts'
import { approvalNumber, enrolmentNumber } from './enrolment-number.ts'
import type { DemoEnrolment, DemoFamily, DemoPerson } from './family.ts'

/** The rows of a family as an operator's files have them. */
export function familyRows(family: DemoFamily): DemoRows {
  return {
    ...NO_ROWS,
    households: householdRows(family),
    members: family.persons.map((person) => memberRow(family.number, person, family.since)),
    incomes: incomeRows(family),
    enrolments: family.enrolments.map((enrolment) => enrolmentRow(family, enrolment)),
    accounts: accountRows(family),
    matches: family.matches.map(({ person, source, result, on }) => [person.id, source, result, on, '']),
  }
}

function householdRows({ number, persons, place, residence, sizes }: DemoFamily): DemoRow[] {
  const head = persons[0]!.id
  return sizes.map(({ from, size }) => [number, head, place.area, residence, String(size), place.address, from])
}

/** One member's row in a household from a month on. */
export function memberRow(household: string, person: DemoPerson, from: Month): DemoRow {
  const { disability } = person
  return [
    household,
    person.name,
    person.id,
    person.relation,
    yesNo(person.covered),
    disability?.kind ?? '',
    disability ? String(disability.grade) : '',
    yesNo(person.gravelyIll),
    yesNo(person.lostWorkCapacity),
    yesNo(person.singleParent),
    yesNo(person.inSchool),
    person.diedOn ?? '',
    person.leftMonth ?? '',
    from,
  ]
}

function incomeRows({ number, incomes }: DemoFamily): DemoRow[] {
  return incomes.map(({ person, kind, monthlyFen, from, to }) => [
    number,
    person?.id ?? '',
    kind,
    formatYuan(monthlyFen),
    from,
    to ?? '',
  ])
}

function enrolmentRow(family: DemoFamily, enrolment: DemoEnrolment): DemoRow {
  const { programme, person, from, to, endReason, approvedFen, multiple, reviewMonth } = enrolment
  return [
    enrolmentNumber(family, enrolment),
    programme,
    family.number,
    person?.id ?? '',
    from,
    to ?? '',
    endReason,
    approvalNumber(family, enrolment),
    enrolment.class,
    yuanOrEmpty(approvedFen),
    multiple,
    reviewMonth ?? '',
  ]
}

function accountRows({ accounts }: DemoFamily): DemoRow[] {
  return accounts.map(({ person, number, kind, bank, agent, from }) => [
    person.id,
    person.name,
    number,
    kind,
    bank,
    agent?.id ?? '',
    from,
  ])
}

function yesNo(value: boolean): string {
  return value ? '是' : '否'
}

function yuanOrEmpty(fen: Fen | null): string {
  return fen === null ? '' : formatYuan(fen)
}
