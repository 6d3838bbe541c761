import { catalogue, type Refusal } from '../kernel/refusal.ts'
import type { WorkbookFault } from '../workbook/workbook-fault.ts'

const RESAVE = '请在 Excel 或 WPS 中打开,另存为「Excel 工作簿(.xlsx)」后重新导入。'
const SPLIT = '请按乡镇拆成几个工作簿,或另存为「CSV UTF-8」后导入。'

const FORMATS = {
  'not-a-zip': ['文件开头像 Excel 工作簿,但打不开,可能没有传完整', `请重新取得文件;${RESAVE}`],
  'not-a-workbook': ['这个文件里没有 Excel 工作表', RESAVE],
  binary: ['这是二进制工作簿(.xlsb),不是 .xlsx', RESAVE],
  'old-container': ['这是旧格式的 Excel 文件(.xls),不是 .xlsx 或 CSV', RESAVE],
} as const
const SIZES = {
  'too-many-parts': ['工作簿内部的部件多得不正常', RESAVE],
  'too-large': ['工作簿超过 512 MB', SPLIT],
  'inflates-too-much': ['工作簿解压后大得不正常(超过 2 GB,或某一部分超过自身的 100 倍)', SPLIT],
  'too-many-texts': ['工作簿中的文字超过 128 MB', SPLIT],
} as const

/** How a workbook is refused whole; `part` is the part inside it where that showed, empty where none is to blame. */
export const WORKBOOK_REFUSALS = catalogue({
  'import.format': (found: keyof typeof FORMATS, part: string) => {
    const [why, remedy] = FORMATS[found]
    return { message: `${why}${shown(part)}。`, remedy }
  },
  'import.workbook-size': (found: keyof typeof SIZES, part: string) => {
    const [why, remedy] = SIZES[found]
    return { message: `${why}${shown(part)}。`, remedy }
  },
  'import.encrypted': (part: string) => ({
    message: `工作簿设了打开密码,读不了${shown(part)}。`,
    remedy: '请在 Excel 中打开,去掉密码后保存,再导入。',
  }),
  'import.macro': (part: string) => ({
    message: `工作簿带有宏,含宏的文件不导入${shown(part)}。`,
    remedy: '请另存为不含宏的「Excel 工作簿(.xlsx)」后导入。',
  }),
  'import.workbook-damaged': (part: string) => ({
    message: `工作簿内部已损坏,或不是正常的表格软件保存的${shown(part)}。`,
    remedy: RESAVE,
  }),
  'import.sheet-unknown': (named: string, sheets: readonly string[] | null) => ({
    message: sheets ? `工作簿里没有名为「${named}」的工作表。` : 'CSV 文件没有工作表。',
    remedy: sheets ? `可以选:${listed(sheets)}。` : '请去掉 --sheet 后重新导入。',
  }),
  'import.sheet-several': (filled: readonly string[]) => ({
    message: `工作簿里有 ${filled.length} 张工作表有内容:${listed(filled)}。`,
    remedy: '请用 --sheet 写明导入哪一张,每张各导入一次。',
  }),
  'import.sheet-hidden': (hidden: readonly string[]) => ({
    message: `工作簿里有隐藏的工作表:${listed(hidden)},里面有内容。`,
    remedy: '请取消隐藏并核对;不要的请删除,或用 --sheet 写明导入哪一张。',
  }),
})

/** The refusal of a workbook that cannot be read. */
export function unreadableWorkbook(fault: WorkbookFault, part: string): Refusal {
  if (isOneOf(FORMATS, fault)) return WORKBOOK_REFUSALS['import.format'](fault, part)
  if (isOneOf(SIZES, fault)) return WORKBOOK_REFUSALS['import.workbook-size'](fault, part)
  if (fault === 'damaged') return WORKBOOK_REFUSALS['import.workbook-damaged'](part)
  return WORKBOOK_REFUSALS[`import.${fault}`](part)
}

function isOneOf<T extends object>(words: T, fault: PropertyKey): fault is keyof T {
  return fault in words
}

function shown(part: string): string {
  return part && `(${part})`
}

function listed(sheets: readonly string[]): string {
  return sheets.map((name) => `「${name}」`).join('、')
}
