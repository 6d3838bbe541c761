import type { Chance } from './chance.ts'
import type { Frame } from './make-documents.ts'
import { PERSON_VALUES } from './make-person-values.ts'
import { PRICE_VALUES } from './make-price-values.ts'

const ROUNDINGS = ['half-up-fen', 'half-up-jiao', 'half-up-yuan', 'up-fen', 'up-jiao', 'up-yuan', 'down-yuan']
const CATEGORIES = ['重病', '重残', '残疾', '老年人', '未成年人', '单亲', '在校']
export const INCOME_KINDS = ['工资性', '务工', '扶贫项目保底收益', '养老金']
export const TIERS = ['A', 'B', 'C']

/** A random value of each parameter that dibao and taper ask for. */
export const VALUES: Readonly<Record<string, (chance: Chance, frame: Frame) => unknown>> = {
  'dibao.standard': (chance) => ({ urban: yuan(chance, 300, 900), rural: yuan(chance, 200, 700) }),
  'dibao.method': (chance) => (chance.percent(25) ? 'tiers' : 'differential'),
  'dibao.tiers': (chance) => ({ urban: tiers(chance), rural: tiers(chance) }),
  'dibao.rounding': (chance) => chance.pick(ROUNDINGS),
  'dibao.minimum-payment': (chance) => ({
    ...(chance.percent(50) ? { 'percent-of-standard': chance.whole(1, 40) } : { yuan: yuan(chance, 20, 200) }),
    per: chance.pick(['person', 'household']),
  }),
  'dibao.single-person.share': (chance) => chance.pick([0.5, 0.7, 0.333, 1]),
  'dibao.expenditure-type': (chance) => ({
    share: chance.pick([1, 0.85, 0.5]),
    ...(chance.percent(60) ? { months: chance.whole(1, 18) } : {}),
  }),
  'dibao.supplement': (chance) => ({
    stacking: chance.pick(['highest', 'sum']),
    ...(chance.percent(60) ? { rounding: chance.pick(ROUNDINGS) } : {}),
    ...(chance.percent(50) ? { 'single-person': chance.percent(50) } : {}),
    categories: [categoryOf(chance, '重病'), ...chance.some(CATEGORIES.slice(1), 60).map((c) => categoryOf(chance, c))],
  }),
  'income.disregards': (chance, { month }) =>
    Array.from({ length: chance.whole(0, 4) }, () => ({
      kind: chance.pick(INCOME_KINDS),
      share: chance.pick([1, 0.3, 0.5, 0.25, 0.8]),
      ...(chance.percent(40) ? { when: 'lost-work-capacity' } : {}),
      ...(chance.percent(30)
        ? { until: `${Number(month.slice(0, 4)) + chance.whole(0, 1)}-${chance.pick(['03', '12'])}` }
        : {}),
    })),
  'taper.income-multiple': (chance) => chance.pick([1, 1.5, 2, 3]),
  'taper.months': (chance, { taperMonths }) =>
    taperMonths ?? { general: chance.whole(1, 8) * 3, disabled: chance.whole(1, 10) * 3 },
  'taper.retention': (chance, { taperMonths }) => ({
    general: taperMonths ? schedule(chance, taperMonths.general / 3) : 'linear',
    disabled: taperMonths ? schedule(chance, taperMonths.disabled / 3) : 'linear',
  }),
  'taper.rounding': (chance) => chance.pick(ROUNDINGS),
  ...PERSON_VALUES,
  ...PRICE_VALUES,
}

function yuan(chance: Chance, least: number, most: number): number {
  const whole = chance.whole(least, most)
  return chance.percent(60) ? whole : (whole * 100 + chance.whole(0, 99)) / 100
}

function tiers(chance: Chance) {
  const names = [...chance.some(TIERS, 80), '示例档']
  return Object.fromEntries(
    names.map((name) => [
      name,
      chance.percent(50) ? yuan(chance, 50, 600) : { percent: chance.pick([0, 33.3, 50, 80, 100]) },
    ]),
  )
}

function categoryOf(chance: Chance, category: string) {
  const amount = chance.percent(65)
    ? { percent: chance.pick([0, 7.5, 10, 20, 30, 33.33]) }
    : { yuan: yuan(chance, 0, 120) }
  return { category, ...amount, ...(category === '老年人' && chance.percent(60) ? { age: chance.whole(60, 80) } : {}) }
}

function schedule(chance: Chance, quarters: number): 'linear' | number[] {
  if (chance.percent(35)) return 'linear'
  const ratios: number[] = []
  for (
    let left = 1000 - chance.whole(0, 200);
    ratios.length < quarters;
    left -= chance.whole(1, Math.max(1, Math.floor(left / quarters)))
  )
    ratios.push(Math.max(left, quarters - ratios.length) / 1000)
  return ratios
}
