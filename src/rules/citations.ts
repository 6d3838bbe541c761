import { createHash } from 'node:crypto'
import type { ParameterName } from '../policy/parameters.ts'
import type { Citation } from '../policy/policy-book.ts'

/** A value that was used, and where it comes from. */
export interface Cited extends Citation {
  readonly parameter: ParameterName
}

/** 依据 as people read it, and the name under which its citations are kept as data. */
export interface Basis {
  readonly text: string
  readonly cites: string
}

/** Base64 digits; a county has a few hundred lists of citations in all its years. */
const DIGITS = 6
const named = new Map<string, readonly Cited[]>()

/** The 依据 of these citations. Their name is a digest of them: the same list is called the same wherever it is made. */
export function basisOf(cited: readonly Cited[]): Basis {
  const plain = JSON.stringify(cited.map(({ parameter, document, article }) => [parameter, document, article]))
  const cites = createHash('sha256').update(plain).digest('base64url').slice(0, DIGITS)
  named.set(cites, cited)
  return { text: formatBasis(cited), cites }
}

/** Nothing is cited. */
export const NO_BASIS: Basis = basisOf([])

/** The citations that this process has given the name to; null for a name that only a store knows. */
export function citationsOf(cites: string): readonly Cited[] | null {
  return named.get(cites) ?? null
}

/** Both lists as one, each citation once; a list that is known by its name alone stays alone. */
export function citedTogether(one: string, other: string): string {
  if (one === other) return one
  const [first, second] = [citationsOf(one), citationsOf(other)]
  if (!first || !second) return one
  const all = [...first, ...second]
  const key = ({ parameter, document, article }: Cited) => JSON.stringify([parameter, document, article])
  return basisOf([...new Map(all.map((cited) => [key(cited), cited])).values()]).cites
}

/** `示例民发〔2099〕1号 一、二;示例民发〔2099〕2号 一`, each document once. */
export function formatBasis(citations: readonly Citation[]): string {
  const byDocument = new Map<string, string[]>()
  for (const { document, article } of citations) {
    const articles = byDocument.get(document) ?? []
    if (!articles.includes(article)) articles.push(article)
    byDocument.set(document, articles)
  }
  return [...byDocument].map(([document, articles]) => `${document} ${articles.join('、')}`).join(';')
}
