import type { Problem } from '../../kernel/problem.ts'
import { bookProblems } from '../../policy/book-problems.ts'
import { readPolicyFiles } from '../../policy/policy-files.store.ts'

export interface PolicyCheck {
  readonly documents: readonly string[]
  readonly values: number
  readonly problems: readonly Problem[]
}

/** Checks documents one by one and together, without a database. */
export function checkPolicies(paths: readonly string[]): PolicyCheck {
  const { read, problems } = readPolicyFiles(paths)
  const documents = read.map(({ document }) => document)
  return {
    documents: documents.map(({ document }) => document),
    values: documents.reduce((count, { sets }) => count + sets.length, 0),
    problems: [...problems, ...bookProblems(documents)],
  }
}
