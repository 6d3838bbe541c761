import type { Chance } from './chance.ts'
import { VALUES } from './make-values.ts'
import type { NaiveDocument, NaiveSet } from './rows.ts'
import { later } from './rows.ts'

const LONG_BEFORE = '2018-01'
/** Prefixes of the townships' codes; two townships have documents of their own. */
export const AREAS = ['', '37', '3799', '379901', '379901001', '379901002', '379901002003']

const NEEDED_BY_PRICE = ['price-subsidy.trigger', 'price-subsidy.amount', 'price-subsidy.recipients']

/** What all documents of a county have in common, so that they fit each other. */
export interface Frame {
  /** The first of the months that are looked at. */
  readonly month: string
  /** Lengths of the taper that hold everywhere; null where schedules are linear and lengths differ. */
  readonly taperMonths: { readonly general: number; readonly disabled: number } | null
}

/** A national document that sets nearly everything, and some of narrower areas and later months; all invented. */
export function makeDocuments(chance: Chance, frame: Frame): NaiveDocument[] {
  const national = documentOf(0, '', nationalSets(chance, frame))
  const others = Array.from({ length: chance.whole(0, 4) }, (_, i) =>
    documentOf(i + 1, chance.pick(AREAS), laterSets(chance, frame)),
  )
  return [national, ...others]
}

function nationalSets(chance: Chance, frame: Frame): NaiveSet[] {
  const missing = new Set(chance.some(Object.keys(VALUES), 12))
  if (chance.percent(85)) missing.delete('dibao.standard')
  if (chance.percent(50)) missing.add('exclusions') // the default set holds
  if (chance.percent(70)) for (const needed of NEEDED_BY_PRICE) missing.delete(needed)
  if (frame.taperMonths) missing.delete('taper.months')
  return Object.keys(VALUES)
    .filter((parameter) => !missing.has(parameter))
    .map((parameter) => setOf(parameter, LONG_BEFORE, VALUES[parameter]!(chance, frame)))
}

function laterSets(chance: Chance, frame: Frame): NaiveSet[] {
  const names = Object.keys(VALUES).filter((name) => !(frame.taperMonths && name === 'taper.months'))
  return chance.some(names, 25).flatMap((parameter) => {
    const from = later(frame.month, chance.whole(-24, 20))
    const ended = chance.percent(10) && parameter !== 'taper.retention'
    const value = ended ? null : VALUES[parameter]!(chance, frame)
    const first = setOf(parameter, from, value)
    if (chance.percent(70)) return [first]
    const until = later(from, chance.whole(0, 10))
    if (chance.percent(50)) return [{ ...first, until }]
    return [{ ...first, until }, setOf(parameter, later(from, chance.whole(1, 12)), VALUES[parameter]!(chance, frame))]
  })
}

function setOf(parameter: string, from: string, value: unknown): NaiveSet {
  return { parameter, article: '一', from, value }
}

function documentOf(i: number, area: string, sets: readonly NaiveSet[]): NaiveDocument {
  const document = `示例民发〔2099〕${i + 1}号`
  return { document, issued: `2023-0${i + 1}-15`, area, articles: { 一: '示例:全部数值均为虚构。' }, sets }
}
