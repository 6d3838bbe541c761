/** The Chinese words for codes of a line that people read. */
export const COMPONENT_NAMES: Record<string, string> = {
  'top-up': '补差',
  'classified-supplement': '分类施保',
  taper: '渐退',
  'tekun-basic': '基本生活',
  'tekun-care': '照料护理',
  orphan: '孤儿基本生活',
  'unsupported-child': '事实无人抚养',
  'hiv-child': '艾滋病病毒感染儿童',
  'child-in-difficulty': '重点困境',
  'disability-living': '生活补贴',
  'disability-nursing': '护理补贴',
  'temporary-assistance': '临时救助',
  'education-grant': '教育资助',
  'disaster-relief': '受灾救助',
  'price-subsidy': '价格补贴',
}

export const LINE_TYPE_NAMES: Record<string, string> = {
  normal: '正常',
  arrears: '补发',
  recovery: '追回',
  reissue: '重发',
}
