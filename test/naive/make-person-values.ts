import type { Chance } from './chance.ts'
import { PERSON_PROGRAMMES } from './programme.ts'

const CODES = ['urban-dibao', 'rural-dibao', ...PERSON_PROGRAMMES]

/** A random value of each parameter that the person programmes and exclusions ask for; all invented. */
export const PERSON_VALUES: Readonly<Record<string, (chance: Chance) => unknown>> = {
  'tekun.basic': (chance) => ({ urban: supports(chance), rural: supports(chance) }),
  'tekun.care': (chance) => ({
    self: yuan(chance, 0, 200),
    half: yuan(chance, 200, 500),
    full: yuan(chance, 500, 900),
  }),
  'tekun.rounding': (chance) => chance.pick(['half-up-fen', 'half-up-yuan', 'up-jiao', 'down-yuan']),
  orphan: (chance) => ({ institution: yuan(chance, 1500, 2500), scattered: yuan(chance, 300, 1900) }),
  'child-in-difficulty': (chance) => yuan(chance, 300, 1500),
  'disability.living': (chance) => grades(chance),
  'disability.nursing': (chance) => grades(chance),
  'temporary.multiple': (chance) => ({
    illness: [chance.whole(1, 3), chance.pick([4, 7.5, 12])],
    education: [chance.pick([1, 2.5, 3]), chance.whole(4, 6)],
  }),
  'education-grant': (chance) => ({ 专科: yuan(chance, 1000, 9000), 本科: yuan(chance, 1000, 9000) }),
  exclusions: (chance) => exclusions(chance),
}

function exclusions(chance: Chance) {
  const pairs = new Map<string, unknown>()
  const usual = [
    ['tekun', 'urban-dibao'],
    ['urban-dibao', 'rural-dibao'],
    ['unsupported-child', 'rural-dibao'],
  ]
  const others = Array.from({ length: chance.whole(0, 6) }, () => [chance.pick(CODES), chance.pick(CODES)])
  for (const programmes of [...chance.some(usual, 60), ...others]) {
    const [one, other] = programmes
    if (one === other) continue
    pairs.set([...programmes].sort().join(), { programmes, keep: chance.pick([one, other, 'higher', 'earlier']) })
  }
  return [...pairs.values()]
}

function supports(chance: Chance) {
  return { scattered: yuan(chance, 400, 900), centralised: yuan(chance, 900, 1400) }
}

function grades(chance: Chance) {
  return Object.fromEntries(chance.some(['1', '2', '3', '4'], 75).map((grade) => [grade, yuan(chance, 0, 250)]))
}

function yuan(chance: Chance, least: number, most: number): number {
  const whole = chance.whole(least, most)
  return chance.percent(60) ? whole : (whole * 100 + chance.whole(0, 99)) / 100
}
