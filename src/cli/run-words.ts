/** The Chinese words for codes that people read in reports of a run. */
export { COMPONENT_NAMES, LINE_TYPE_NAMES } from '../reports/line-words.ts'

export const EFFECT_NAMES: Record<string, string> = { 'not-paid': '未发', held: '暂缓', warning: '提示' }
export const KIND_NAMES: Record<string, string> = { regular: '正常', price: '价格补贴', supplementary: '补充' }
