import { createReadStream } from 'node:fs'
import type { Problem } from '../../kernel/problem.ts'
import { Refused } from '../../kernel/refusal.ts'
import { UnreadableWorkbook, type WorkbookFault } from '../../workbook/workbook-fault.ts'

const RESAVE = '请在 Excel 或 WPS 中打开,另存为「Excel 工作簿(.xlsx)」后重新导入。'
const SPLIT = '请按乡镇拆成几个工作簿,或另存为「CSV UTF-8」后导入。'

/** What is told of a workbook that cannot be read: the part of the code after `import.`, why, and what to do. */
const REASONS: Record<WorkbookFault, readonly [what: string, message: string, remedy: string]> = {
  'not-a-zip': ['format', '文件开头像 Excel 工作簿,但打不开,可能没有传完整。', `请重新取得文件;${RESAVE}`],
  'not-a-workbook': ['format', '这个文件里没有 Excel 工作表。', RESAVE],
  binary: ['format', '这是二进制工作簿(.xlsb),不是 .xlsx。', RESAVE],
  encrypted: ['encrypted', '工作簿设了打开密码,读不了。', '请在 Excel 中打开,去掉密码后保存,再导入。'],
  macro: ['macro', '工作簿带有宏,含宏的文件不导入。', '请另存为不含宏的「Excel 工作簿(.xlsx)」后导入。'],
  'too-many-parts': ['workbook-size', '工作簿内部的部件多得不正常。', RESAVE],
  'too-large': ['workbook-size', '工作簿超过 512 MB。', SPLIT],
  'inflates-too-much': ['workbook-size', '工作簿解压后大得不正常(超过 2 GB,或某一部分超过自身的 100 倍)。', SPLIT],
  'too-many-texts': ['workbook-size', '工作簿中的文字超过 128 MB。', SPLIT],
  damaged: ['workbook-damaged', '工作簿内部已损坏,或不是正常的表格软件保存的。', RESAVE],
}

/** Refuses a workbook that cannot be read; passes every other failure on. */
export function refuseWorkbook(file: string, error: unknown): never {
  if (!(error instanceof UnreadableWorkbook)) throw error
  const [what, message, remedy] = REASONS[error.fault]
  const where = error.part ? `(${error.part})` : ''
  throw new Refused([workbookProblem(file, what, message.replace(/。$/, `${where}。`), remedy)])
}

/** A problem of the workbook as a whole, or of a place in it. */
export function workbookProblem(
  file: string,
  what: string,
  message: string,
  remedy: string,
  place: Pick<Problem, 'cell' | 'line' | 'column'> = {},
): Problem {
  return { code: `import.${what}`, severity: 'error', file, ...place, message, remedy }
}

const ENCRYPTED = Buffer.from('EncryptedPackage', 'utf16le')

/** Refuses a file of the older container (`.xls`), which is also what a workbook with a password is packed in. */
export async function refuseOldContainer(path: string, file: string): Promise<never> {
  if (await contains(path, ENCRYPTED)) return refuseWorkbook(file, new UnreadableWorkbook('encrypted'))
  const message = '这是旧格式的 Excel 文件(.xls),不是 .xlsx 或 CSV。'
  throw new Refused([workbookProblem(file, 'format', message, RESAVE)])
}

async function contains(path: string, wanted: Buffer): Promise<boolean> {
  let before = Buffer.alloc(0)
  for await (const chunk of createReadStream(path) as AsyncIterable<Buffer>) {
    const window = Buffer.concat([before, chunk])
    if (window.includes(wanted)) return true
    before = window.subarray(-wanted.length)
  }
  return false
}
