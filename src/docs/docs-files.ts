import { buildPolicyBook, type RankedPolicyBook } from '../policy/build-book.ts'
import { PARAMETERS } from '../policy/parameter-definitions.ts'
import type { ParameterName } from '../policy/parameters.ts'
import { readPolicyFiles } from '../policy/policy-files.store.ts'
import { RULEBOOK } from '../rules/rulebook.ts'
import { renderRulebook } from './rulebook.ts'
import { renderTimeline } from './timeline.ts'

/** A generated file of `docs/`. */
export interface DocsFile {
  readonly name: string
  readonly text: string
}

/** What `docs/` holds of the rules and of the documents that come with the programme. */
export function docsFiles(): readonly DocsFile[] {
  const book = buildPolicyBook(readPolicyFiles([]).read.map(({ document }) => document))
  return [
    { name: 'RULEBOOK.md', text: renderRulebook(RULEBOOK, book) },
    { name: 'TIMELINE.md', text: renderTimeline(book, neededParameters(book)) },
  ]
}

/** What some rule cannot do without; tiers only where a document makes them the method. */
export function neededParameters(book: RankedPolicyBook): ParameterName[] {
  const cited = new Set(RULEBOOK.flatMap(({ rule }) => rule.editions.flatMap(({ cites }) => cites)))
  const tiers = book.entriesOf('dibao.method').some(({ set }) => set.value === 'tiers')
  return (Object.keys(PARAMETERS) as ParameterName[]).filter(
    (name) => cited.has(name) && PARAMETERS[name].whenAbsent === null && (name !== 'dibao.tiers' || tiers),
  )
}
