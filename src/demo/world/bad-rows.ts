import type { Month } from '../../kernel/month.ts'
import type { DemoKind, DemoRow } from './columns.ts'
import type { DemoFamily, DemoPerson } from './family.ts'
import { memberRow } from './family-rows.ts'

/** A row that the import must refuse, made from a family that exists. */
export interface BadRow {
  readonly kind: DemoKind
  /** The part of the problem code after the kind. */
  readonly what: string
  make(family: DemoFamily, stranger: DemoPerson, month: Month): DemoRow
}

const NO_SUCH_HOUSEHOLD = 'SL9999999'

/** Mistakes as bureaus make them: each row is one more than the family needs, so that refusing it loses nothing. */
export const BAD_ROWS: readonly BadRow[] = [
  household('id-check-digit', 1, ({ persons }) => wrongCheckDigit(persons[0]!.id)),
  household('id-spreadsheet', 1, () => '3.79901E+17'),
  household('area', 2, ({ place }) => place.area.slice(0, 9)),
  household('residence', 3, () => '城镇'),
  household('count', 4, () => '0'),
  household('month', 6, (_, month) => month.replace('-0', '/')),
  member('household-unknown', 0, () => NO_SUCH_HOUSEHOLD),
  member('required', 1, () => ''),
  member('formula', 1, () => '=王小明'),
  member('id-check-digit', 2, (person) => wrongCheckDigit(person.id)),
  member('id-check-digit', 2, (person) => swapped(person.id)),
  member('id-length', 2, (person) => person.id.slice(0, 17)),
  member('id-spreadsheet', 2, () => '3.79901E+17'),
  member('full-width', 2, (person) => person.id.replace('9', '９')),
  member('yes-no', 4, () => '是的'),
  member('disability-kind', 5, () => '肢残'),
  member('disability-grade', 6, () => '一级'),
  member('day', 11, () => '2026-02-30'),
  income('household-unknown', 0, () => NO_SUCH_HOUSEHOLD),
  income('person-unknown', 1, (_, stranger) => stranger.id),
  income('required', 2, () => ''),
  income('amount', 3, () => '356.125'),
  income('amount', 3, () => '-200.00'),
  income('amount', 3, () => '约500元'),
  income('month', 4, () => '2026-13'),
  enrolment('programme-unknown', 1, () => '农村五保'),
  enrolment('household-unknown', 2, () => NO_SUCH_HOUSEHOLD),
  enrolment('household-needed', 2, () => ''),
  enrolment('month', 4, () => '2026年3月'),
  enrolment('required', 7, () => ''),
  account('id-check-digit', 0, (id) => wrongCheckDigit(id)),
  account('account-spreadsheet', 2, () => '9.90101E+18'),
  account('account-characters', 2, () => '9901 0100 0000 1234'),
  account('account-kind', 3, () => '信用卡'),
  {
    kind: 'indices',
    what: 'percentage',
    make: (_f, _s, month) => ['379901', month, '食品价格', '5.4%', `${month}-15`],
  },
  { kind: 'matches', what: 'day', make: ({ persons }) => [persons[0]!.id, '公安', '车辆', '2026-06-31', ''] },
]

function household(what: string, column: number, cell: (family: DemoFamily, month: Month) => string): BadRow {
  const make = (family: DemoFamily, _: DemoPerson, month: Month) => {
    const { persons, place, residence } = family
    const row = [NO_SUCH_HOUSEHOLD, persons[0]!.id, place.area, residence, '2', place.address, month]
    return row.with(column, cell(family, month))
  }
  return { kind: 'households', what, make }
}

function member(what: string, column: number, cell: (person: DemoPerson) => string): BadRow {
  const make = ({ number }: DemoFamily, stranger: DemoPerson, month: Month) =>
    [...memberRow(number, stranger, month)].with(column, cell(stranger))
  return { kind: 'members', what, make }
}

function income(what: string, column: number, cell: (family: DemoFamily, stranger: DemoPerson) => string): BadRow {
  const make = (family: DemoFamily, stranger: DemoPerson, month: Month) =>
    [family.number, '', '其他', '120.00', month, ''].with(column, cell(family, stranger))
  return { kind: 'incomes', what, make }
}

function enrolment(what: string, column: number, cell: () => string): BadRow {
  const make = ({ number }: DemoFamily, _: DemoPerson, month: Month) =>
    [`DB9${number.slice(3)}`, '农村低保', number, '', month, '', '', '示例民低〔2026〕9999号', '', '', '', ''].with(
      column,
      cell(),
    )
  return { kind: 'enrolments', what, make }
}

function account(what: string, column: number, cell: (id: string) => string): BadRow {
  const make = ({ persons }: DemoFamily, _: DemoPerson, month: Month) => {
    const { id, name } = persons[0]!
    return [id, name, '9909090000000001231', '存折', '示例农商银行', '', month].with(column, cell(id))
  }
  return { kind: 'accounts', what, make }
}

function wrongCheckDigit(id: string): string {
  return id.slice(0, 17) + (id.endsWith('1') ? '2' : '1')
}

/** Two neighbouring digits exchanged, as happens in typing; the check digit finds it. */
function swapped(id: string): string {
  return id[5] === id[6] ? wrongCheckDigit(id) : id.slice(0, 5) + id[6] + id[5] + id.slice(7)
}
