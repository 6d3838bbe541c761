import { shanghaiTime } from '../../kernel/shanghai-time.ts'
import type { FileFacts } from '../../layout/record-text.ts'
import type { Batch } from '../../payment/batch.store.ts'
import { itemName } from '../../payment/outgoing.store.ts'

/** What a file's heading and total may say, from the batch alone: the same whenever it is written. */
export function fileFacts(
  run: { readonly county: string; readonly month: string },
  batch: Pick<Batch, 'batchNo' | 'item' | 'bank' | 'part' | 'rows' | 'totalFen' | 'documentNumber' | 'claimedAt'>,
): FileFacts {
  return {
    batch: batch.batchNo,
    part: batch.part,
    county: run.county,
    month: run.month,
    date: shanghaiTime(batch.claimedAt).slice(0, 10),
    item: itemName(batch.item),
    bank: batch.bank,
    documentNumber: batch.documentNumber,
    count: batch.rows,
    totalFen: batch.totalFen,
  }
}

/** `371302-202607-R1-001_城市低保_示例农商银行.csv` */
export function fileNameOf(
  { batchNo, item, bank }: Pick<Batch, 'batchNo' | 'item' | 'bank'>,
  extension: string,
): string {
  return `${batchNo}_${fileSafe(itemName(item))}_${fileSafe(bank)}.${extension}`
}

function fileSafe(text: string): string {
  return text.replace(/[^\p{L}\p{N}-]/gu, '_')
}
