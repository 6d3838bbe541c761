import { unfitCounty } from '../access/unfit-value.ts'
import { catalogue } from '../kernel/refusal.ts'

/** How the bytes of a file can be no text that is read. */
export type EncodingFault = 'utf-16' | 'broken-utf-8' | 'unknown-encoding'

const SAVE_UTF8 = '请在表格软件中另存为「CSV UTF-8」后重新导入。'
const ENCODINGS: Record<EncodingFault, readonly [message: string, remedy: string]> = {
  'utf-16': ['文件是 UTF-16(Unicode 文本)编码,只接受 UTF-8 和 GB18030/GBK。', SAVE_UTF8],
  'broken-utf-8': ['文件是 UTF-8 编码,但此行有残缺的字符。', `文件可能未传完整;${SAVE_UTF8}`],
  'unknown-encoding': ['文件既不是 UTF-8 也不是 GB18030/GBK 编码。', `文件可能未传完整;${SAVE_UTF8}`],
}

const PAIR_QUOTES = '请检查这一行的双引号是否成对;内容中的双引号要写两遍。'

/** How a file is refused whole: what was asked of it cannot be, or it is no table that can be read. */
export const INTAKE_REFUSALS = catalogue({
  'import.kind': (name: string, kinds: readonly { readonly code: string; readonly name: string }[]) => ({
    message: `没有「${name}」这一类文件。`,
    remedy: `可以导入:${kinds.map((known) => `${known.code}(${known.name})`).join('、')}。`,
  }),
  'import.county': (county: string) => unfitCounty(county),
  'import.not-found': (file: string, isThere: boolean) => ({
    message: isThere ? `${file} 不是文件。` : `找不到文件 ${file}。`,
    remedy: isThere ? '请写出要导入的那个文件,一次一个。' : '请检查路径和文件名。',
  }),
  'import.columns-map': (isRead: boolean) => ({
    message: isRead ? '列名对照文件不是「本单位列名: 标准列名」的 YAML。' : '列名对照文件读不出来。',
    remedy: isRead ? '请每行写一对,例如 身份证号码: 身份证号。' : '请检查 --columns 后的路径。',
  }),
  'import.empty': () => ({
    message: '文件中没有列名行。',
    remedy: '请检查导出是否成功。',
  }),
  'import.encoding': (fault: EncodingFault) => {
    const [message, remedy] = ENCODINGS[fault]
    return { message, remedy }
  },
  'import.line-ends': () => ({
    message: '文件的换行只有回车符(旧式 Mac 格式),各行分不开。',
    remedy: '请另存为 Windows 或 Unix 换行的 CSV 后重新导入。',
  }),
  'import.separator': (separator: string) => ({
    message: `列与列之间是${separator},不是逗号。`,
    remedy: '请在表格软件中打开,另存为「CSV UTF-8(逗号分隔)」或 .xlsx 后重新导入。',
  }),
  'import.quote-inside': () => ({
    message: '列名行中夹着双引号,分不清各列的界线。',
    remedy: '请去掉列名中的双引号。',
  }),
  'import.quote-open': () => ({
    message: '从这一行起有一个双引号没有闭合。',
    remedy: PAIR_QUOTES,
  }),
  'import.quote-closing': () => ({
    message: '这一行的双引号后面还有内容,分不清各格的界线。',
    remedy: PAIR_QUOTES,
  }),
  'import.too-long': () => ({
    message: '从这一行起的一行超过 64 KB,多半是双引号没有闭合。',
    remedy: PAIR_QUOTES,
  }),
})
