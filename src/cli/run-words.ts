/** The Chinese words for codes that people read in reports of a run. */
export const COMPONENT_NAMES: Record<string, string> = {
  'top-up': '补差',
  'classified-supplement': '分类施保',
  taper: '渐退',
}

export const LINE_TYPE_NAMES: Record<string, string> = {
  normal: '正常',
  arrears: '补发',
  recovery: '追回',
  reissue: '重发',
}

export const EFFECT_NAMES: Record<string, string> = { 'not-paid': '未发', held: '暂缓', warning: '提示' }
export const KIND_NAMES: Record<string, string> = { regular: '正常', price: '价格补贴', supplementary: '补充' }
