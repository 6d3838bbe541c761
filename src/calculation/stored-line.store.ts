import { copyText } from '../db/copy.ts'
import { sql } from '../db/statement.ts'
import type { Fen } from '../kernel/money.ts'
import type { BenefitLine } from './case-result.ts'
import { readUsed, usedText } from './line-used.ts'

/** How one value of a line is written into its column, and read out of what COPY gives. */
interface Codec<T> {
  readonly column: string
  /** Of the whole line: a function of its own for each value is half again as fast as one for all. */
  write(line: BenefitLine): string
  read(text: string | null): T
}

/**
 * Every value of a line, in the order of COPY; what says which run it belongs to stands before. Words of ours, months and
 * areas need no escapes.
 */
const CODECS: { readonly [K in keyof BenefitLine]: Codec<BenefitLine[K]> } = {
  householdNo: { column: 'household_no', write: (line) => copyText(line.householdNo), read: given },
  personNo: { column: 'person_no', write: (line) => `${line.personNo}`, read: Number },
  programme: { column: 'programme', write: (line) => line.programme, read: given },
  component: { column: 'component', write: (line) => line.component, read: given },
  benefitMonth: { column: 'benefit_month', write: (line) => line.benefitMonth, read: given },
  type: { column: 'type', write: (line) => line.type, read: (text) => text as BenefitLine['type'] },
  item: { column: 'item', write: (line) => line.item, read: given },
  enrolmentNo: { column: 'enrolment_no', write: (line) => copyText(line.enrolmentNo), read: given },
  payeeNo: { column: 'payee_no', write: (line) => `${line.payeeNo}`, read: Number },
  area: { column: 'area', write: (line) => line.area, read: given },
  persons: { column: 'persons', write: (line) => `${line.persons}`, read: Number },
  standardFen: { column: 'standard_fen', write: (line) => `${line.standardFen ?? '\\N'}`, read: fenOrNone },
  amountFen: { column: 'amount_fen', write: (line) => `${line.amountFen}`, read: (text) => BigInt(text!) },
  formula: { column: 'formula', write: (line) => copyText(line.formula), read: given },
  basis: { column: 'basis', write: (line) => copyText(line.basis), read: given },
  used: { column: 'used', write: ({ used }) => (used ? copyText(usedText(used)) : '\\N'), read: readUsed },
}

function given(text: string | null): string {
  return text!
}

function fenOrNone(text: string | null): Fen | null {
  return text === null ? null : BigInt(text)
}

const FIELDS = Object.entries(CODECS).map(([name, codec]) => ({ name, ...(codec as Codec<unknown>) }))
const WRITES = FIELDS.map(({ write }) => write)

/** The names of a line's columns, as COPY into it takes them. */
export const LINE_COLUMNS = FIELDS.map(({ column }) => column).join(', ')

/** The columns that `storedLine` reads, in its order. */
export const STORED_LINE = sql.raw(LINE_COLUMNS)

/** A line as COPY writes it, without what says which run it belongs to. */
export function lineRow(line: BenefitLine): string {
  let row = WRITES[0]!(line)
  for (let i = 1; i < WRITES.length; i++) row += `\t${WRITES[i]!(line)}`
  return `${row}\n`
}

/** What is worked out in the very form of what is stored; a line of an older version does not tell what it used. */
export function rowLike({ used }: Pick<BenefitLine, 'used'>, line: BenefitLine): string {
  return lineRow(used === null ? { ...line, used: null } : line)
}

/** A line as COPY gives its columns. */
export function storedLine(row: readonly (string | null)[]): BenefitLine {
  const line: Record<string, unknown> = {}
  for (let i = 0; i < FIELDS.length; i++) line[FIELDS[i]!.name] = FIELDS[i]!.read(row[i]!)
  return line as unknown as BenefitLine
}
