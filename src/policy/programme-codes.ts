/** Programmes that a document may name; the rules declare the same list with names and meaning. */
export const PROGRAMME_CODES = [
  'urban-dibao',
  'rural-dibao',
  'tekun',
  'orphan',
  'unsupported-child',
  'hiv-child',
  'child-in-difficulty',
  'disability-living',
  'disability-nursing',
  'temporary-assistance',
  'education-grant',
  'disaster-relief',
] as const

/** Programmes whose recipients have a monthly standard of their own, which a price subsidy may rest on. */
export const PROGRAMMES_WITH_STANDARD = [
  'urban-dibao',
  'rural-dibao',
  'taper',
  'tekun',
  'orphan',
  'unsupported-child',
  'hiv-child',
  'child-in-difficulty',
] as const
