import type { IndexName, SupplementCategory } from '../policy/parameters.ts'
import type { Arithmetic, Means, Used, UsedCategory } from '../rules/used.ts'

/** The letter of each field; a comma stands before it. A field that is added gets a letter of its own. */
const LETTERS: Readonly<Record<keyof Means, string>> = {
  income: 'i',
  size: 'n',
  standard: 's',
  floor: 'f',
  tier: 't',
  base: 'b',
  quarter: 'q',
  ratio: 'r',
  categories: 'c',
  choice: 'k',
  index: 'x',
  multiplier: 'm',
}
const FIELDS = inverse(LETTERS)
const MARKS: Readonly<Record<Arithmetic, string>> = { product: '', sum: '+', other: '~' }
const NAME_DIGITS = 6

const CATEGORIES: Readonly<Record<SupplementCategory['category'], string>> = {
  重病: 'i',
  重残: 's',
  残疾: 'd',
  老年人: 'o',
  未成年人: 'y',
  单亲: 'p',
  在校: 'c',
}
const CATEGORY_OF = inverse(CATEGORIES)
const INDICES: Readonly<Record<IndexName, string>> = { 'low-income-living-cost': 'l', consumer: 'c', food: 'f' }
const INDEX_OF = inverse(INDICES)

/**
 * What a line used, as it is stored: the name of the citations, a mark for the arithmetic, then the fields that are
 * there: `Ab3xYz~,i248.699,n4`. Written in the order of the means, so that what is read is written the same.
 */
export function usedText({ cites, arithmetic, means }: Used): string {
  let text = cites + MARKS[arithmetic]
  for (const field in means) {
    const value = means[field as keyof Means]
    if (value !== undefined) text += `,${LETTERS[field as keyof Means]}${valueText(field as keyof Means, value)}`
  }
  return text
}

function valueText(field: keyof Means, value: NonNullable<Means[keyof Means]>): string {
  if (typeof value === 'object') return value.map(categoryText).join('')
  if (typeof value === 'number') return value.toString()
  if (field === 'index') return INDICES[value as IndexName]
  return field === 'tier' || field === 'choice' ? value.replace(/[%,]/g, encodeURIComponent) : value
}

function categoryText({ category, age }: UsedCategory): string {
  return age === null ? CATEGORIES[category] : `${CATEGORIES[category]}${age}`
}

/** Reads what `usedText` wrote; null stays null: a line of an older version does not tell. */
export function readUsed(text: string | null): Used | null {
  if (text === null) return null
  const [head, ...fields] = text.split(',')
  const mark = head!.slice(NAME_DIGITS)
  return {
    cites: head!.slice(0, NAME_DIGITS),
    arithmetic: mark === '' ? 'product' : mark === '+' ? 'sum' : 'other',
    means: Object.fromEntries(fields.map((field) => readField(FIELDS[field[0]!]!, field.slice(1)))),
  }
}

function readField(field: keyof Means, text: string): [keyof Means, Means[keyof Means]] {
  switch (field) {
    case 'size':
    case 'quarter':
      return [field, Number(text)]
    case 'categories':
      return [field, [...text.matchAll(/([a-z])(\d*)/g)].map(([, letter, age]) => readCategory(letter!, age!))]
    case 'index':
      return [field, INDEX_OF[text]]
    default:
      return [field, decodeURIComponent(text)]
  }
}

function readCategory(letter: string, age: string): UsedCategory {
  return { category: CATEGORY_OF[letter]!, age: age === '' ? null : Number(age) }
}

function inverse<Word extends string>(letters: Readonly<Record<Word, string>>): Readonly<Record<string, Word>> {
  return Object.fromEntries(Object.entries(letters).map(([word, letter]) => [letter, word])) as Record<string, Word>
}
