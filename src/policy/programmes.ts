/** Every programme the payroll knows. The order is that of the contract's section on programmes, which set-offs follow. */
export const PROGRAMMES = [
  { code: 'urban-dibao', name: '城市低保', beneficiary: 'household', months: 'many' },
  { code: 'rural-dibao', name: '农村低保', beneficiary: 'household', months: 'many' },
  { code: 'tekun', name: '特困人员', beneficiary: 'person', months: 'many' },
  { code: 'orphan', name: '孤儿', beneficiary: 'person', months: 'many' },
  { code: 'unsupported-child', name: '事实无人抚养儿童', beneficiary: 'person', months: 'many' },
  { code: 'hiv-child', name: '艾滋病病毒感染儿童', beneficiary: 'person', months: 'many' },
  { code: 'child-in-difficulty', name: '重点困境儿童', beneficiary: 'person', months: 'many' },
  { code: 'disability-living', name: '困难残疾人生活补贴', beneficiary: 'person', months: 'many' },
  { code: 'disability-nursing', name: '重度残疾人护理补贴', beneficiary: 'person', months: 'many' },
  { code: 'temporary-assistance', name: '临时救助', beneficiary: 'either', months: 'one' },
  { code: 'education-grant', name: '教育资助', beneficiary: 'person', months: 'one' },
  { code: 'disaster-relief', name: '受灾救助', beneficiary: 'either', months: 'one' },
] as const

export type Programme = (typeof PROGRAMMES)[number]['code']
export type DibaoProgramme = 'urban-dibao' | 'rural-dibao'
/** What a line may be paid under: a programme, the taper that follows a dibao, or a price subsidy. */
export type LineProgramme = Programme | 'taper' | 'price-subsidy'

/** Programmes that a document may name. */
export const PROGRAMME_CODES = PROGRAMMES.map(({ code }) => code)

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

const NAMES = new Map<string, string>([
  ...PROGRAMMES.map(({ code, name }) => [code, name] as const),
  ['taper', '低保渐退'],
  ['price-subsidy', '价格临时补贴'],
])

/** The Chinese name that operators and files use. */
export function programmeName(code: string): string {
  return NAMES.get(code) ?? code
}

/** Reads a programme's code or Chinese name as a file gives it; null when there is no such programme. */
export function readProgramme(text: string): (typeof PROGRAMMES)[number] | null {
  return PROGRAMMES.find(({ code, name }) => code === text || name === text) ?? null
}

export function isDibao(programme: string): programme is DibaoProgramme {
  return programme === 'urban-dibao' || programme === 'rural-dibao'
}
