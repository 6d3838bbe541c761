import type { ErrorCode } from 'yaml'

/** What the YAML reader complains of, in the reader's own words for a person at the bureau. */
const FAULTS: Partial<Record<ErrorCode, string>> = {
  BAD_INDENT: '缩进不对',
  TAB_AS_INDENT: '缩进用了制表符(Tab)',
  MISSING_CHAR: '缺少冒号、逗号、引号或括号',
  UNEXPECTED_TOKEN: '出现了多余的符号',
  BLOCK_AS_IMPLICIT_KEY: '冒号或缩进的位置不对',
  BLOCK_IN_FLOW: '花括号或方括号里不能换成缩进写法',
  MULTILINE_IMPLICIT_KEY: '键写成了多行,或缺少冒号',
  BAD_SCALAR_START: '值以 YAML 的特殊符号开头,需要加引号',
  BAD_DQ_ESCAPE: '双引号里的转义写法不对',
  MULTIPLE_DOCS: '一个文件里写了多份文档(---)',
  BAD_ALIAS: 'YAML 引用写法不对',
  TAG_RESOLVE_FAILED: '使用了不支持的 YAML 标签(!)',
}

/** The sentence for a fault of the YAML reader. */
export function yamlFault(code: ErrorCode): string {
  return `YAML 格式有误:${FAULTS[code] ?? code}。`
}
