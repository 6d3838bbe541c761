import type { DecimalText, ParameterTypes } from '../../policy/parameters.ts'
import type { Reason } from '../person/class-choice.ts'
import type { PersonFacts } from '../person/facts.ts'

type Grade = keyof ParameterTypes['disability.living']

/** The figure of the person's 残疾等级, or why there is none: no grade on record, or one that the document gives nothing. */
export function chooseByGrade(amounts: ParameterTypes['disability.living'], facts: PersonFacts): DecimalText | Reason {
  const grade = facts.person?.disabilityGrade ?? null
  if (grade === null) {
    const message = `${facts.month} 成员登记没有残疾等级,本月不发;请按残疾人证在「残疾等级」填写 1 至 4 后重新导入。`
    return { code: 'disability.grade-missing', message }
  }
  const amount = amounts[String(grade) as Grade]
  if (amount !== undefined) return amount
  const named = Object.keys(amounts).join('、')
  const message = `${facts.month} 残疾等级为 ${grade} 级,而文件只对 ${named} 级规定了补贴,本月不发;请核对残疾等级,确不符合的办理退出。`
  return { code: 'disability.grade-not-named', message }
}
