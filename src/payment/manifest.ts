import type { Fen } from '../kernel/money.ts'
import type { Batch } from './batch.store.ts'
import { itemName } from './outgoing.store.ts'

/** What a manifest says beside the file itself: who stands for it, and by which revision it was worked out. */
export interface Provenance {
  readonly county: string
  readonly run: string
  readonly month: string
  readonly kind: string
  readonly maker: string
  readonly checker: string
  readonly policyRevision: number
  readonly codeRevision: string
  readonly auditHead: string
}

/** Count and total of one subsidy item in a file. */
export interface ItemTotal {
  readonly item: string
  readonly rows: number
  readonly totalFen: Fen
}

/** What the manifest of a payment file is called; it stands beside it. */
export function manifestName(fileName: string): string {
  return `${fileName}.manifest.json`
}

/** The text of `<file>.manifest.json`: money in fen as strings, hashes of the file's bytes. */
export function manifestText(
  batch: Omit<Batch, 'manifest' | 'publishedAt' | 'claimedAt'>,
  of: Provenance & { readonly items: readonly ItemTotal[] },
  createdAt: string,
): string {
  const totalFen = batch.totalFen.toString()
  const manifest = {
    batch: batch.batchNo,
    run: of.run,
    county: of.county,
    month: of.month,
    kind: of.kind,
    item: batch.item,
    itemName: itemName(batch.item),
    part: batch.part,
    documentNumber: batch.documentNumber,
    file: batch.fileName,
    layout: batch.layout.layout,
    layoutVersion: batch.layout.version,
    encoding: batch.layout.encoding,
    rows: batch.rows,
    totalFen,
    items: of.items.map(({ item, rows, totalFen }) => ({
      item,
      itemName: itemName(item),
      rows,
      totalFen: totalFen.toString(),
    })),
    banks: [{ bank: batch.bank, rows: batch.rows, totalFen }],
    sha256: batch.sha256,
    sm3: batch.sm3,
    maker: of.maker,
    checker: of.checker,
    policyRevision: of.policyRevision,
    codeRevision: of.codeRevision,
    auditHead: of.auditHead,
    createdAt,
  }
  return `${JSON.stringify(manifest, null, 2)}\n`
}
