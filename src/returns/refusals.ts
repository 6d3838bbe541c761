import { basename } from 'node:path'
import { fileNameWithoutNumbers } from '../kernel/masked-text.ts'
import { catalogue, type Wording } from '../kernel/refusal.ts'
import { RETURN_REMEDIES } from '../layout/return-problem.ts'
import { type RunState, STATE_NAMES } from '../run/run-state.ts'
import type { UnreadableWorkbook } from '../workbook/workbook-fault.ts'

const UNREADABLE: Partial<Record<UnreadableWorkbook['fault'], string>> = { encrypted: '设了打开密码', macro: '带有宏' }

/** How a bank's file is refused whole: it is no return that can be read, or its run takes none. */
export const RETURN_REFUSALS = catalogue({
  'returns.not-exported': (number: string, state: RunState) =>
    noMoreReturns(number, state, '请先用 huimin export 写出发放文件并送银行。'),
  'returns.run-closed': (number: string, state: RunState) =>
    noMoreReturns(number, state, '已关账的批次不再改动;请在以后的批次更正。'),
  'returns.file-missing': (path: string) => ({
    message: `没有文件 ${path}。`,
    remedy: '请检查文件名和目录。',
  }),
  'returns.encoding': (path: string, encodings: readonly string[]) => ({
    message: `${path} 不是 ${encodings.join(' 或 ')} 编码的文本,可能被截断或损坏。`,
    remedy: '请向银行重新索取整个文件。',
  }),
  'returns.line-too-long': (path: string, longest: number) => ({
    message: `${path} 有一行超过 ${longest} 个字符,不是回盘文件。`,
    remedy: '请检查文件是否拿错,或向银行重新索取。',
  }),
  'returns.layout-unrecognised': (path: string, layouts: readonly string[]) => ({
    message: `${shownName(path)} 按本批次用过的版式(${layouts.join('、')})都读不出一笔款。`,
    remedy: '文件可能被截断、改动或拿错;文件无误的,请用 --layout 写明版式。',
  }),
  'returns.layout-ambiguous': (path: string, layouts: readonly string[]) => ({
    message: `${shownName(path)} 按 ${layouts.join('、')} 都读得通,但读出的内容不同。`,
    remedy: '请用 --layout 写明这家银行的版式。',
  }),
  'returns.workbook-not-expected': (path: string) => ({
    message: `${shownName(path)} 是工作簿,而这个版式的回盘不按栏名读,不能是工作簿。`,
    remedy: '请用 --layout 指定有表头的版式(例如 yibentong-xlsx),或请银行按约定的格式提供。',
  }),
  'returns.workbook-unreadable': (path: string, { fault, part }: UnreadableWorkbook) => ({
    message: `${shownName(path)} 作为工作簿读不了:${UNREADABLE[fault] ?? '已损坏、没有传完整,或大得不正常'}${part && `(${part})`}。`,
    remedy: '请向银行重新索取整个文件(不含宏、没有密码的 .xlsx)。',
  }),
  'returns.sheets': (path: string, sheets: number) => ({
    message: `${shownName(path)} 有内容的工作表${sheets > 1 ? `有 ${sheets} 张` : '没有,或被隐藏'},应正好一张。`,
    remedy: '请确认拿到的是完整的回盘;多余的工作表请银行去掉后重新提供。',
  }),
  'returns.hidden': (path: string) => ({
    message: `${shownName(path)} 的工作表里有隐藏的列。`,
    remedy: RETURN_REMEDIES['returns.hidden'],
  }),
})

function noMoreReturns(number: string, state: RunState, remedy: string): Wording {
  return { message: `批次 ${number} 现在是「${STATE_NAMES[state]}」,不能改动回盘。`, remedy }
}

function shownName(path: string): string {
  return fileNameWithoutNumbers(basename(path))
}
