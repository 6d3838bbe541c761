import type pg from 'pg'
import type { Cipher } from '../db/cipher.ts'
import { copyOut } from '../db/copy.ts'
import { invariant } from '../kernel/invariant.ts'
import { type Fen, parseYuan } from '../kernel/money.ts'
import { REPORT_BOM, reportLines } from '../kernel/report-csv.ts'
import { cellReader } from './pack-cells.ts'
import type { PackFolder } from './pack-folder.store.ts'
import type { PackTable } from './pack-table.ts'
import type { PackedRun } from './packed-run.ts'

type Cells = readonly string[]
type Batches = AsyncIterable<readonly Cells[]> | Iterable<readonly Cells[]>

/** What a written table came to, by its very cells. */
export interface WrittenTable {
  readonly rows: number
  /** Fen by column title. */
  readonly sums: ReadonlyMap<string, Fen>
}

/** Writes a table of the run out of its query. */
export async function writeTable(
  folder: PackFolder,
  table: PackTable,
  run: PackedRun,
  from: { readonly client: pg.ClientBase; readonly cipher: Cipher; readonly unmask: boolean },
): Promise<WrittenTable> {
  const read = cellReader(table, from.cipher, from.unmask)
  async function* batches(): AsyncGenerator<Cells[]> {
    for await (const rows of copyOut(from.client, table.rows(run))) yield rows.map(read)
  }
  const summed = table.columns.filter(([, kind]) => kind === 'fen').map(([title]) => title)
  const titles = table.columns.map(([title]) => title)
  return await writeCells(folder, { ...table, titles, summed }, batches())
}

/**
 * Writes a CSV file of these cells. The named columns hold yuan, or nothing, and are added up; a 合计 line at the end
 * neither counts nor adds.
 */
export async function writeCells(
  folder: PackFolder,
  table: {
    readonly file: string
    readonly says: string
    readonly titles: Cells
    readonly summed?: readonly string[]
  },
  batches: Batches,
): Promise<WrittenTable> {
  const sums = new Map<string, Fen>((table.summed ?? []).map((title) => [title, 0n]))
  const columns = [...sums.keys()].map((title) => [title, table.titles.indexOf(title)] as const)
  invariant(
    columns.every(([, at]) => at >= 0),
    `${table.file} lacks a column that is added up`,
  )
  let rows = 0
  async function* lines(): AsyncGenerator<string> {
    yield REPORT_BOM + reportLines([table.titles])
    for await (const batch of batches) {
      for (const row of batch) {
        if (row[0] === '合计') continue
        rows++
        for (const [title, at] of columns) sums.set(title, sums.get(title)! + fenOf(row[at]!))
      }
      yield reportLines(batch)
    }
  }
  await folder.writeText(table.file, table.says, lines(), () => rows)
  return { rows, sums }
}

/** The fen of a column that was added up. */
export function sumOf({ sums }: WrittenTable, title: string): Fen {
  const fen = sums.get(title)
  invariant(fen !== undefined, `column ${title} was not added up`)
  return fen
}

function fenOf(yuan: string): Fen {
  if (yuan === '') return 0n
  const fen = parseYuan(yuan)
  invariant(fen !== null, 'a cell that is added up holds no yuan')
  return fen
}
