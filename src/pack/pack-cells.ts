import { type Cipher, personIdentity } from '../db/cipher.ts'
import { readBytea } from '../db/copy.ts'
import { openAccount } from '../db/sealed-account.ts'
import { formatYuan } from '../kernel/money.ts'
import { inertText } from '../kernel/report-csv.ts'
import { maskAccount, maskIdNumber } from '../kernel/sensitive.ts'
import { programmeName } from '../policy/programmes.ts'
import type { CellKind, PackTable } from './pack-table.ts'

type Row = readonly (string | null)[]

/** Turns rows of a table's query into its cells; personal numbers are masked unless the pack is to have them in clear. */
export function cellReader(
  { columns }: Pick<PackTable, 'columns'>,
  cipher: Cipher,
  unmask: boolean,
): (row: Row) => string[] {
  return (row) => {
    let at = 0
    return columns.map(([, kind]) => {
      const value = row[at++] ?? ''
      if (kind !== 'id' && kind !== 'account') return plainCell(kind, value)
      return numberCell(kind, cipher, [value, row[at++] ?? ''], unmask)
    })
  }
}

function plainCell(kind: Exclude<CellKind, 'id' | 'account'>, value: string): string {
  if (value === '' || kind === 'whole') return value
  if (kind === 'fen') return formatYuan(BigInt(value))
  if (kind === 'programme') return programmeName(value)
  return kind === 'area' && value.length > 9 ? spreadsheetText(value) : inertText(value)
}

function numberCell(
  kind: 'id' | 'account',
  cipher: Cipher,
  [hash, sealed]: readonly [string, string],
  unmask: boolean,
): string {
  if (sealed === '') return ''
  const [hashBytes, sealedBytes] = [readBytea(hash), readBytea(sealed)]
  if (kind === 'id') {
    const idNumber = cipher.open(sealedBytes, personIdentity(hashBytes))
    return unmask ? spreadsheetText(idNumber) : maskIdNumber(idNumber)
  }
  const { account } = openAccount(cipher, hashBytes, sealedBytes)
  return unmask ? spreadsheetText(account) : maskAccount(account)
}

/** Long numbers would become 3.71E+17 in a spreadsheet, and lose their last digits when it saves them. */
function spreadsheetText(digits: string): string {
  return `="${digits}"`
}
