import { REPORT_BOM, reportLines } from '../kernel/report-csv.ts'
import type { PackedFile, PackFolder } from './pack-folder.store.ts'

/** The list of a pack's files in Chinese, and the one that `sha256sum -c` reads. */
const LIST_FILE = '清单.csv'
const SUMS_FILE = 'SHA256SUMS'

const LIST_COLUMNS = ['文件', '说明', '行数', '字节', 'SHA-256', 'SM3']

/** Writes both lists over everything that is in the folder; gives the SHA-256 of SHA256SUMS, which stands for the whole pack. */
export async function writeLists(folder: PackFolder): Promise<string> {
  const rows = folder.files.map(({ file, says, rows, size, sha256, sm3 }) => {
    return [file, says, rows === null ? '' : String(rows), String(size), sha256, sm3]
  })
  const lines = reportLines([LIST_COLUMNS, ...rows])
  await folder.writeVerbatim(LIST_FILE, '每个文件的 SHA-256 与 SM3。', [REPORT_BOM, lines])
  await folder.writeVerbatim(SUMS_FILE, '供 sha256sum -c 核对。', folder.files.map(sumLine))
  return folder.files.find(({ file }) => file === SUMS_FILE)!.sha256
}

function sumLine({ sha256, file }: PackedFile): string {
  return `${sha256}  ${file}\n`
}
