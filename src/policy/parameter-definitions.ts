import type { z } from 'zod'
import type { ParameterName, ParameterTypes } from './parameters.ts'
import * as dibao from './shapes/dibao.ts'
import { exclusions, fundingShares } from './shapes/funds.ts'
import { byResidence, span } from './shapes/group.ts'
import { decimal, rounding, share, word, yuan } from './shapes/leaf.ts'
import * as persons from './shapes/persons.ts'
import * as price from './shapes/price-subsidy.ts'
import { taperRetention } from './shapes/taper-retention.ts'

/** What a parameter means, in which unit, what holds where no document sets it, and how it is written. */
export interface ParameterDefinition<P extends ParameterName> {
  readonly meaning: string
  readonly unit: string
  /** What holds when no document sets the parameter; null when a rule that asks for it cannot do without. */
  readonly whenAbsent: string | null
  readonly shape: z.ZodType<ParameterTypes[P]>
}

const NEEDED = null
const HALF_UP_FEN = 'half-up-fen(四舍五入到分)'
const PER_MONTH = '元/人·月'

/** Every parameter that a policy document may set. */
export const PARAMETERS: { readonly [P in ParameterName]: ParameterDefinition<P> } = {
  'dibao.standard': define('低保标准', PER_MONTH, NEEDED, byResidence(yuan)),
  'dibao.method': define('低保计算方式', '', 'differential(补差)', word(['differential', 'tiers'])),
  'dibao.tiers': define('低保分档', `${PER_MONTH}或标准的百分比`, NEEDED, dibao.dibaoTiers),
  'dibao.rounding': define('低保补差取整', '', HALF_UP_FEN, rounding),
  'dibao.minimum-payment': define('低保最低补差额', '元/月或标准的百分比', '不设', dibao.minimumPayment),
  'dibao.single-person.share': define('单人保占标准的比例', '比例', NEEDED, share),
  'dibao.expenditure-type': define('支出型占标准的比例与期限', '比例、月', NEEDED, dibao.expenditureType),
  'dibao.supplement': define('分类施保', '标准的百分比或元/人·月', '不设', dibao.supplement),
  'dibao.standard-band': define('低保标准占上年人均消费支出的区间', '比例', '不提示', byResidence(span(share))),
  'consumption-per-person.previous-year': define('上年居民人均消费支出', '元/年', '不提示', byResidence(yuan)),
  'income.disregards': define('不计入的收入', '比例', '全部计入', dibao.disregards),
  'taper.income-multiple': define('渐退的收入上限(标准的倍数)', '倍', '2', decimal),
  'taper.months': define('渐退期', '月', '一般 18,有残疾成员 24', dibao.taperMonths),
  'taper.retention': define('渐退各季保留比例', '比例', NEEDED, taperRetention),
  'taper.rounding': define('渐退取整', '', HALF_UP_FEN, rounding),
  'tekun.basic': define('特困人员基本生活标准', PER_MONTH, NEEDED, persons.tekunBasic),
  'tekun.care': define('特困人员照料护理标准', PER_MONTH, NEEDED, persons.tekunCare),
  'tekun.rounding': define('特困取整', '', HALF_UP_FEN, rounding),
  'tekun.ratio-floor': define('特困基本生活标准不低于低保标准的倍数', '倍', '不提示', persons.ratioFloor),
  orphan: define('孤儿基本生活费', PER_MONTH, NEEDED, persons.orphan),
  'child-in-difficulty': define('重点困境儿童基本生活费', PER_MONTH, NEEDED, yuan),
  'disability.living': define('困难残疾人生活补贴', PER_MONTH, NEEDED, persons.byGrade),
  'disability.nursing': define('重度残疾人护理补贴', PER_MONTH, NEEDED, persons.byGrade),
  'temporary.multiple': define('临时救助倍数区间', '城市低保月标准的倍数', NEEDED, persons.temporaryMultiple),
  'education-grant': define('教育资助', '元/人', NEEDED, persons.educationGrant),
  exclusions: define('不可兼得的待遇', '', '默认规则', exclusions),
  'funding.shares': define('各级财政分担比例', '比例', '不分担', fundingShares),
  'price-subsidy.trigger': define('价格补贴启动条件', '同比涨幅 %', NEEDED, price.trigger),
  'price-subsidy.amount': define('价格补贴金额算法', '', NEEDED, price.amount),
  'price-subsidy.multiplier': define('价格补贴倍数', '倍', '1', decimal),
  'price-subsidy.floor': define('价格补贴最低额', PER_MONTH, '不设', yuan),
  'price-subsidy.rounding': define('价格补贴取整', '', HALF_UP_FEN, rounding),
  'price-subsidy.recipients': define('价格补贴对象', '', NEEDED, price.recipients),
  'recovery.cap': define('追回占当月发放额的上限', '比例', '1', share),
}

function define<P extends ParameterName>(
  meaning: string,
  unit: string,
  whenAbsent: string | null,
  shape: z.ZodType<ParameterTypes[P]>,
): ParameterDefinition<P> {
  return { meaning, unit, whenAbsent, shape }
}

export function isParameter(name: string): name is ParameterName {
  return Object.hasOwn(PARAMETERS, name)
}
