import { addMonths } from '../../kernel/month.ts'
import type { DemoMatch, DemoPerson } from './family.ts'
import type { Maker } from './persons.ts'

const FINDINGS = [
  ['市场监管', '企业'],
  ['公安', '车辆'],
  ['不动产', '房产'],
  ['公积金', '财政供养'],
  ['税务', '企业'],
  ['人社', '重复享受'],
] as const

/** What comparing the lists of other offices has found: now and then something; a death that is on record is found too. */
export function makeMatches({ random, month }: Maker, persons: readonly DemoPerson[]): DemoMatch[] {
  const on = `${addMonths(month, -random.between(1, 3))}-${String(random.between(1, 28)).padStart(2, '0')}`
  const dead = persons.find(({ diedOn }) => diedOn !== null && diedOn < on)
  if (dead) return [{ person: dead, source: '公安', result: '死亡', on }]
  const adults = persons.filter(({ age }) => age >= 18)
  if (adults.length === 0 || !random.perMille(8)) return []
  const [source, result] = random.pick(FINDINGS)
  return [{ person: random.pick(adults), source, result, on }]
}
