import { copyText } from '../db/copy.ts'
import { sql } from '../db/statement.ts'
import type { BenefitLine } from './case-result.ts'
import { readUsed, usedText } from './line-used.ts'

/** How one value of a line stands in its column: as COPY reads it, and out of what COPY gives. */
interface Codec<T> {
  readonly column: string
  write(value: T): string
  read(text: string | null): T
}

/** Every value of a line, in the order of COPY; what says which run it belongs to stands before. */
const CODECS: { readonly [K in keyof BenefitLine]: Codec<BenefitLine[K]> } = {
  householdNo: text('household_no'),
  personNo: whole('person_no'),
  programme: code('programme'),
  component: code('component'),
  benefitMonth: code('benefit_month'),
  type: code('type'),
  item: code('item'),
  enrolmentNo: text('enrolment_no'),
  payeeNo: whole('payee_no'),
  area: code('area'),
  persons: whole('persons'),
  standardFen: {
    column: 'standard_fen',
    write: (fen) => fen?.toString() ?? '\\N',
    read: (fen) => (fen === null ? null : BigInt(fen)),
  },
  amountFen: { column: 'amount_fen', write: String, read: (fen) => BigInt(fen!) },
  formula: text('formula'),
  basis: text('basis'),
  used: { column: 'used', write: (used) => (used ? copyText(usedText(used)) : '\\N'), read: readUsed },
}

/** Words of ours, months and areas, which need no escapes. */
function code<T extends string>(column: string): Codec<T> {
  return { column, write: (value) => value, read: (value) => value as T }
}

function text(column: string): Codec<string> {
  return { column, write: copyText, read: (value) => value! }
}

function whole(column: string): Codec<number> {
  return { column, write: String, read: Number }
}

interface Field extends Codec<unknown> {
  readonly name: keyof BenefitLine
}

const FIELDS = Object.entries(CODECS).map(([name, codec]) => ({ name, ...codec }) as Field)

/** The names of a line's columns, as COPY into it takes them. */
export const LINE_COLUMNS = FIELDS.map(({ column }) => column).join(', ')

/** The columns that `storedLine` reads, in its order. */
export const STORED_LINE = sql.raw(LINE_COLUMNS)

/** A line as COPY writes it, without what says which run it belongs to. */
export function lineRow(line: BenefitLine): string {
  let row = ''
  for (const { name, write } of FIELDS) row += row === '' ? write(line[name]) : `\t${write(line[name])}`
  return `${row}\n`
}

/** What is worked out in the very form of what is stored; a line of an older version does not tell what it used. */
export function rowLike({ used }: Pick<BenefitLine, 'used'>, line: BenefitLine): string {
  return lineRow(used === null ? { ...line, used: null } : line)
}

/** A line as COPY gives its columns. */
export function storedLine(row: readonly (string | null)[]): BenefitLine {
  const line: Partial<Record<keyof BenefitLine, unknown>> = {}
  for (let i = 0; i < FIELDS.length; i++) line[FIELDS[i]!.name] = FIELDS[i]!.read(row[i]!)
  return line as BenefitLine
}
