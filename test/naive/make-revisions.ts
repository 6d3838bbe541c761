import type { Chance } from './chance.ts'
import { enrolmentRow, householdRow, incomeRow, type Made, memberRow } from './make-family.ts'
import { personEnrolmentRow } from './make-person-enrolment.ts'
import { isDibao } from './programme.ts'
import { type CsvRow, cell, type Imported } from './rows.ts'

/** A later import: rows of keys that are known already, each with other values, taken whole. */
export function revise(chance: Chance, no: number, month: string, made: Made): void {
  const idsOf = (household: string) => made.members.filter(({ row }) => row.家庭编号 === household).map(idOf)
  const again = (list: Imported[], make: (row: CsvRow) => CsvRow) => {
    const known = [...new Set(list.map(({ row }) => row))]
    const chosen = chance.some(known, 8).map((row) => ({ no, row: { ...make(row), ...keyOf(row) } }))
    list.push(...chosen.filter(({ row }, i) => chosen.findIndex((other) => sameKey(other.row, row)) === i))
  }
  again(made.households, (row) => {
    const household = cell(row, '家庭编号')
    return householdRow(chance, household, idsOf(household), cell(row, '生效月份'))
  })
  reviseMembers(chance, no, month, made)
  again(made.incomes, (row) => incomeRow(chance, cell(row, '家庭编号'), [cell(row, '身份证号')], month))
  again(made.enrolments, (row) => {
    const household = cell(row, '家庭编号') || cell(chance.pick(made.households).row, '家庭编号')
    if (!isDibao(row)) return personEnrolmentRow(chance, household, idsOf(household), month, made)
    return enrolmentRow(chance, household, idsOf(household), month, made)
  })
}

/** A person is written at most once in such a file, so that the file says one thing about the death. */
function reviseMembers(chance: Chance, no: number, month: string, made: Made): void {
  const written = new Set<string>()
  for (const { row } of chance.some([...made.members], 8)) {
    const id = cell(row, '身份证号')
    if (written.has(id)) continue
    written.add(id)
    const revised = memberRow(chance, cell(row, '家庭编号'), id, cell(row, '生效月份'), month)
    made.members.push({ no, row: revised })
  }
}

const KEYS = ['家庭编号', '身份证号', '收入类别', '起始月份', '生效月份']

/** The cells by which a row is known; an enrolment is known by its number alone. */
function keyOf(row: CsvRow): CsvRow {
  if (row.待遇编号 !== undefined) return { 待遇编号: row.待遇编号 }
  const columns = KEYS.filter((column) => row[column] !== undefined)
  return Object.fromEntries(columns.map((column) => [column, cell(row, column)]))
}

function sameKey(one: CsvRow, other: CsvRow): boolean {
  return JSON.stringify(keyOf(one)) === JSON.stringify(keyOf(other))
}

function idOf({ row }: Imported): string {
  return cell(row, '身份证号')
}
