/** What the keys and words of a document mean to a person. */
const TERMS: Readonly<Record<string, string>> = {
  urban: '城市',
  rural: '农村',
  general: '一般',
  disabled: '有残疾成员',
  linear: '按季等额递减',
  'half-up-fen': '四舍五入到分',
  'half-up-jiao': '四舍五入到角',
  'half-up-yuan': '四舍五入到元',
  'up-fen': '进到分',
  'up-jiao': '进到角',
  'up-yuan': '进到元',
  'down-yuan': '舍到元',
  differential: '补差',
  tiers: '分档',
  scattered: '分散(散居)',
  centralised: '集中',
  institution: '机构',
  self: '自理',
  half: '半护理',
  full: '全护理',
  'percent-of-standard': '标准的百分之',
  per: '按',
  person: '人',
  household: '户',
  share: '比例',
  months: '月数',
  stacking: '叠加',
  highest: '取最高',
  sum: '相加',
  rounding: '取整',
  'single-person': '单人保也享受',
  categories: '类别',
  when: '条件',
  'lost-work-capacity': '丧失劳动能力',
  until: '到',
  illness: '重病',
  education: '教育',
  programmes: '项目',
  keep: '保留',
  higher: '较高的',
  earlier: '较早的',
  central: '中央',
  province: '省级',
  city: '市级',
  county: '县级',
  township: '乡镇',
  any: '任一',
  index: '指标',
  consumer: '居民消费价格',
  food: '食品价格',
  'low-income-living-cost': '低收入居民基本生活费用',
  'standard-times-index': '标准×涨幅',
  'per-point': '每个百分点',
  'standard-fraction': '标准的几分之几',
  bands: '分段',
  fixed: '定额',
  partial: '不足一点',
  up: '进位',
  down: '舍去',
  exact: '按实',
  standard: '标准',
  own: '本人标准',
  true: '是',
  false: '否',
}

const PER_UNIT: Readonly<Record<string, (value: string) => string>> = {
  percent: (value) => `${value}%`,
  yuan: (value) => `${value} 元`,
  age: (value) => `满 ${value} 周岁`,
  'at-least': (value) => `达到 ${value}%`,
}
/** Keys that go without saying: their value is what the line is about. */
const UNSAID = new Set(['category', 'kind', 'programme', 'index', 'fraction'])

/** A value of a parameter as one line in Chinese: `城市 640、农村 520`. */
export function describeValue(written: unknown): string {
  if (written === null) return '(终止)'
  if (Array.isArray(written)) return written.map(describeValue).join('、')
  if (typeof written !== 'object') return term(String(written))
  return Object.entries(written).map(describeEntry).join(' ')
}

/** A map or a list inside a line stands in brackets. */
function describeEntry([key, value]: [string, unknown], _i: number, entries: readonly unknown[]): string {
  if (typeof value === 'object' && value !== null) return `${term(key)}(${describeValue(value)})`
  const text = String(value)
  const unit = PER_UNIT[key]
  if (unit) return unit(text)
  return UNSAID.has(key) && entries.length > 1 ? term(text) : `${term(key)} ${term(text)}`
}

function term(word: string): string {
  return Object.hasOwn(TERMS, word) ? TERMS[word]! : word
}
