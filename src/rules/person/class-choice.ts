import type { PersonFacts } from './facts.ts'
import type { PersonNotPaidCode } from './listing.ts'

/** Why a rule cannot choose a figure; the 依据 is added by whoever asked. */
export interface Reason {
  readonly code: PersonNotPaidCode
  readonly message: string
}

/** What 类别 stands for among the words that a programme knows, or why it stands for nothing. */
export function chooseByClass<T>(
  facts: PersonFacts,
  meanings: ReadonlyMap<string, T>,
): { readonly chosen: T } | Reason {
  const { month, enrolment } = facts
  const known = [...meanings.keys()].join('、')
  if (enrolment.class === null) {
    const message = `${month} 待遇未写明类别,本月不发;请在「类别」填写 ${known} 之一后重新导入。`
    return { code: 'person.class-missing', message }
  }
  const chosen = meanings.get(enrolment.class)
  if (chosen !== undefined) return { chosen }
  const message = `${month} 待遇的类别「${enrolment.class}」不是 ${known} 之一,本月不发;请更正「类别」后重新导入。`
  return { code: 'person.class-unknown', message }
}
