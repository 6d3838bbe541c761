import { open } from 'node:fs/promises'
import type { Tx } from '../../db/transaction.ts'
import { Refused } from '../../kernel/refusal.ts'
import { DEFAULT_LAYOUT, loadLayout } from '../../layout/layout.store.ts'
import type { Layout } from '../../layout/layout.ts'
import { type ReturnHead, recogniseLayout } from '../../layout/recognise-layout.ts'
import { listBatches } from '../../payment/batch.store.ts'
import { RETURN_REFUSALS } from '../../returns/refusals.ts'
import { isWorkbook, sheetRows } from '../../returns/return-source.store.ts'

/** The layout in which a return is read; `recognised` when the run's banks have several and its content told which. */
export interface ReturnLayoutChoice {
  readonly layout: Layout
  readonly how: 'asked' | 'only' | 'recognised'
}

const HEAD_BYTES = 1 << 18
const HEAD_ROWS = 500

/**
 * The layout asked for, else that in which the run's files went out. Where its banks have several, the one that reads the
 * return; refused where none does, or two would read it differently.
 */
export async function chooseReturnLayout(
  tx: Tx,
  run: { readonly county: string; readonly runId: string },
  path: string,
  asked: string | undefined,
): Promise<ReturnLayoutChoice> {
  if (asked !== undefined) return { layout: loadLayout(asked), how: 'asked' }
  const batches = await listBatches(tx.sql, run)
  const layouts = [...new Map(batches.map(({ layout }) => [JSON.stringify(layout), layout])).values()]
  const [first, ...others] = layouts
  if (!first || others.length === 0) return { layout: first ?? loadLayout(DEFAULT_LAYOUT), how: 'only' }
  const head = await readHead(path)
  if (!head) return { layout: first, how: 'only' } // there is no such file, as whoever opens it will say
  const [fitting, ...alike] = recogniseLayout(layouts, head)
  if (fitting && alike.length === 0) return { layout: fitting, how: 'recognised' }
  const [code, these] = fitting
    ? (['returns.layout-ambiguous', [fitting, ...alike]] as const)
    : (['returns.layout-unrecognised', layouts] as const)
  const names = these.map(({ layout }) => layout)
  throw new Refused(RETURN_REFUSALS[code](path, names))
}

async function readHead(path: string): Promise<ReturnHead | null> {
  if (await isWorkbook(path)) return { rows: await firstRows(path) }
  const file = await open(path).catch(() => null)
  if (!file) return null
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES, 0)
    return { bytes: buffer.subarray(0, bytesRead), whole: bytesRead < HEAD_BYTES }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EISDIR') return null
    throw error
  } finally {
    await file.close()
  }
}

async function firstRows(path: string) {
  const rows = []
  for await (const piece of sheetRows(path)) {
    rows.push(...piece)
    if (rows.length >= HEAD_ROWS) break
  }
  return rows
}
