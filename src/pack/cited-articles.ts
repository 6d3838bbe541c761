import type { PolicyDocument } from '../policy/policy-document.ts'

/** One article that lines name, in the words of its document. */
export interface CitedArticle {
  readonly document: string
  readonly title: string
  readonly article: string
  readonly text: string
}

/** The articles that these 依据 name (`文号 条、条;文号 条`), each once, by document. */
export function citedArticles(documents: readonly PolicyDocument[], bases: readonly string[]): CitedArticle[] {
  const parts = new Set(bases.flatMap((basis) => basis.split(';')))
  return documents.flatMap(({ document, title, articles }) => {
    const cited = [...parts].filter((part) => part.startsWith(`${document} `))
    const names = new Set(cited.flatMap((part) => part.slice(document.length + 1).split('、')))
    return [...names].map((article) => ({ document, title, article, text: articles[article] ?? '' }))
  })
}
