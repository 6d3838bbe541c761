import type { Problem } from '../kernel/problem.ts'
import { buildPolicyBook } from './build-book.ts'
import { type Entry, placeOf, rankEntries, tie } from './entry.ts'
import type { PolicyDocument } from './policy-document.ts'
import { policyError } from './policy-problem.ts'
import { everyPolicyWarning } from './policy-warnings.ts'
import { taperLengthProblems } from './taper-length.ts'

/** What is wrong with documents that are each right by themselves: one number twice, ties, schedules of a wrong length. */
export function bookProblems(documents: readonly PolicyDocument[]): readonly Problem[] {
  const problems = [...documentsTwice(documents), ...ties(documents)]
  if (problems.length > 0) return problems
  const book = buildPolicyBook(documents)
  return [...taperLengthProblems(book), ...everyPolicyWarning(book)]
}

function documentsTwice(documents: readonly PolicyDocument[]): Problem[] {
  const first = new Map<string, PolicyDocument>()
  return documents.flatMap((document) => {
    const other = first.get(document.document)
    if (!other) {
      first.set(document.document, document)
      return []
    }
    const message = `文号「${document.document}」与文件 ${other.file} 的相同。`
    const place = { file: document.file, line: 1 }
    return [policyError('policy.document-twice', place, message, '一个文号只写一个文件;请合并,或改正文号。')]
  })
}

function ties(documents: readonly PolicyDocument[]): Problem[] {
  return [...rankEntries(documents).values()].flatMap((list) =>
    list.flatMap((entry, i) => (i > 0 && tie(list[i - 1]!, entry) ? [tieProblem(list[i - 1]!, entry)] : [])),
  )
}

function tieProblem(first: Entry, second: Entry): Problem {
  const other = `${first.document.document} ${first.set.article}(${first.document.file} 第${first.set.line}行)`
  const message =
    `「${second.set.parameter}」从 ${second.set.from} 起的值与 ${other} 的值并列:` +
    `区划「${second.document.area}」、起始月份和印发日期都相同,分不出以哪个为准。`
  return policyError('policy.tie', placeOf(second), message, '请核对两份文件的起始月份与印发日期,或删去其中一处。')
}
