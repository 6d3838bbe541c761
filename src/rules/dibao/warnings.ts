import { formatYuan } from '../../kernel/money.ts'
import { programmeName } from '../../policy/programmes.ts'
import type { Listing } from '../listing.ts'
import { countCovered, residenceOf } from './enrolment.ts'
import type { DibaoFacts, IncomeInForce } from './facts.ts'
import type { WarningCode } from './listing.ts'

/** What looks wrong in the household's record without changing what is due. */
export function dibaoWarnings(facts: DibaoFacts): readonly Listing[] {
  const warnings: Listing[] = []
  const covered = countCovered(facts.members)
  if (facts.size < covered) warnings.push(sizeBelowCovered(facts, covered))
  if (facts.residence !== residenceOf(facts.enrolment.programme)) warnings.push(residenceMismatch(facts))
  for (const income of facts.incomes) {
    const left = income.personNo === 0 ? null : leftBy(income, facts)
    if (left) warnings.push(incomeLeft(facts, income, left))
  }
  return warnings
}

function warning(code: WarningCode, message: string, personNo = 0): Listing {
  return { code, message, basis: '', personNo }
}

function sizeBelowCovered({ month, size }: DibaoFacts, covered: number): Listing {
  const message = `${month} 家庭人口 ${size} 人少于保障对象 ${covered} 人;请核对家庭人口和成员登记。`
  return warning('dibao.size-below-covered', message)
}

function residenceMismatch({ month, residence, enrolment }: DibaoFacts): Listing {
  const recorded = residence === 'urban' ? '城市' : '农村'
  const name = programmeName(enrolment.programme)
  const message = `${month} 家庭登记的城乡类别为「${recorded}」,而待遇为「${name}」,已按${name}的标准计算;请核对城乡类别。`
  return warning('dibao.residence-mismatch', message)
}

/** Who is not among the members at all has left as well. */
function leftBy({ personNo }: IncomeInForce, { members }: DibaoFacts): 'dead' | 'departed' | null {
  const member = members.find((candidate) => candidate.personNo === personNo)
  if (member && !member.alive) return 'dead'
  return member?.present ? null : 'departed'
}

function incomeLeft({ month }: DibaoFacts, { kind, monthlyFen, personNo }: IncomeInForce, left: 'dead' | 'departed') {
  const who = left === 'dead' ? '已死亡的成员' : '已不在家庭的成员'
  const message = `${month} ${who}仍有「${kind}」收入 ${formatYuan(monthlyFen)} 元计入家庭收入;请核对收入的终止月份。`
  return warning(`dibao.income-of-${left}`, message, personNo)
}
