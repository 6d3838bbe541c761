import type { NotPaid } from '../define-rule.ts'
import { isCovered } from './enrolment.ts'
import type { DibaoFacts, DibaoMember } from './facts.ts'
import { notPaid } from './listing.ts'

/** True where the benefit is for one person of the household alone, whatever the method of the area. */
export function isForOnePerson(dibaoClass: string | null): boolean {
  return dibaoClass === '单人保' || dibaoClass === '支出型'
}

/** The person that 单人保 or 支出型 is for: the one it names, else the only covered one, else a reason why there is none. */
export function namedPerson(facts: DibaoFacts): DibaoMember | { notPaid: NotPaid } {
  const { members, enrolment } = facts
  if (enrolment.personNo === 0) return onlyCovered(facts)
  const member = members.find(({ personNo }) => personNo === enrolment.personNo)
  const lead = `${facts.month} ${enrolment.class}待遇指明的人`
  if (!member?.present)
    return notPaid('dibao.person-not-in-household', `${lead}不在该家庭的成员之中,本月不发;请核对身份证号和家庭编号。`)
  if (!member.alive) return notPaid('dibao.person-died', `${lead}已经死亡,待遇随之终止;请填写终止月份。`)
  if (!member.covered)
    return notPaid('dibao.person-not-covered', `${lead}不是本月的保障对象,本月不发;请核对「保障对象」和其他待遇。`)
  return member
}

function onlyCovered({ month, members, enrolment }: DibaoFacts): DibaoMember | { notPaid: NotPaid } {
  const covered = members.filter(isCovered)
  if (covered.length === 1) return covered[0]!
  const message = `${month} ${enrolment.class}待遇未指明身份证号,而家庭有 ${covered.length} 名保障对象;请在「身份证号」指明本人后重新导入。`
  return notPaid('dibao.person-not-named', message)
}
