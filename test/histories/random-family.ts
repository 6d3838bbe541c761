import fc from 'fast-check'

/** The months a made-up county goes through; the registry begins before them. */
export const MONTHS = ['2026-01', '2026-02', '2026-03', '2026-04', '2026-05', '2026-06', '2026-07', '2026-08']
export const REGISTRY_FROM = '2025-10'

const KINDS = [
  'income',
  'income-corrected',
  'death',
  'death-revoked',
  'departure',
  'return',
  'move',
  'covered',
  'grade',
  'home',
  'size',
  'head',
  'dibao-ends',
  'dibao-goes-on',
  'dibao-never-was',
  'dibao-again',
  'dibao-transferred',
  'claim',
  'claim-ends',
  'help',
  'help-twice',
] as const

/** Something that becomes known before a month is worked out, about a month up to six earlier. */
export interface FamilyEvent {
  readonly step: number
  readonly back: number
  readonly kind: (typeof KINDS)[number]
  readonly person: number
  readonly yuan: number
  readonly variant: number
}

/** A family of up to three: a head of working age, an old person, a child. */
export interface RandomFamily {
  readonly persons: number
  readonly rural: boolean
  readonly income: number
  readonly grade: number
  readonly dibao: boolean
  /** Before which month it is registered. */
  readonly since: number
  readonly events: readonly FamilyEvent[]
}

const event: fc.Arbitrary<FamilyEvent> = fc.record({
  step: fc.integer({ min: 1, max: MONTHS.length - 1 }),
  back: fc.nat(6),
  kind: fc.constantFrom(...KINDS),
  person: fc.nat(2),
  yuan: fc.integer({ min: 0, max: 1800 }),
  variant: fc.nat(11),
})

/** Any family with a random history of up to five events. */
export const randomFamily: fc.Arbitrary<RandomFamily> = fc.record({
  persons: fc.integer({ min: 1, max: 3 }),
  rural: fc.boolean(),
  income: fc.integer({ min: 0, max: 1500 }),
  grade: fc.nat(4),
  dibao: fc.integer({ min: 0, max: 3 }).map((one) => one > 0),
  since: fc.integer({ min: -4, max: 5 }).map((step) => Math.max(0, step)),
  events: fc.array(event, { maxLength: 5, size: 'max' }),
})
