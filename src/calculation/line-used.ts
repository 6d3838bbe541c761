import type { IndexName, SupplementCategory } from '../policy/parameters.ts'
import { type Arithmetic, type Means, NO_MEANS, type Used, type UsedCategory } from '../rules/used.ts'

/** The letter of each field, as `usedText` writes it. A field that is added gets a letter of its own. */
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
 * there, always in this order: `Ab3xYz~,i248.699,n4`. Field by field: a loop over them costs as much as the rule.
 */
export function usedText({ cites, arithmetic, means }: Used): string {
  let text = arithmetic === 'product' ? cites : cites + MARKS[arithmetic]
  if (means === NO_MEANS) return text
  const { income, size, standard, floor, tier, base, quarter, ratio, categories, choice, index, multiplier } = means
  if (income !== undefined) text += `,i${income}`
  if (size !== undefined) text += `,n${size}`
  if (standard !== undefined) text += `,s${standard}`
  if (floor !== undefined) text += `,f${floor}`
  if (tier !== undefined) text += `,t${escaped(tier)}`
  if (base !== undefined) text += `,b${base}`
  if (quarter !== undefined) text += `,q${quarter}`
  if (ratio !== undefined) text += `,r${ratio}`
  if (categories !== undefined) text += `,c${categories.map(categoryText).join('')}`
  if (choice !== undefined) text += `,k${escaped(choice)}`
  if (index !== undefined) text += `,x${INDICES[index]}`
  return multiplier === undefined ? text : `${text},m${multiplier}`
}

/** Words of documents and files may hold what separates the fields. */
function escaped(word: string): string {
  return /[%,]/.test(word) ? word.replace(/[%,]/g, encodeURIComponent) : word
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
