import type { Citation } from './policy-book.ts'
import type { PolicyDocument } from './policy-document.ts'

/** One article that is cited, in the words of its document. */
export interface CitedArticle {
  readonly document: string
  readonly title: string
  readonly article: string
  readonly text: string
}

/** The articles cited, each once, by document. */
export function citedArticles(documents: readonly PolicyDocument[], citations: readonly Citation[]): CitedArticle[] {
  return documents.flatMap(({ document, title, articles }) => {
    const names = new Set(citations.filter((cited) => cited.document === document).map(({ article }) => article))
    return [...names].map((article) => ({ document, title, article, text: articles[article] ?? '' }))
  })
}
