import { grouped } from '../../kernel/grouped.ts'
import type { Fen } from '../../kernel/money.ts'
import { formatYuan } from '../../kernel/money.ts'
import type { Month } from '../../kernel/month.ts'
import { compare } from '../../kernel/order.ts'
import { programmeName } from '../../policy/programmes.ts'
import { type Basis, citedTogether } from '../../rules/citations.ts'
import type { Quotient } from '../../rules/quotient.ts'
import type { BenefitLine, CaseException } from '../case-result.ts'
import { beneficiaryOf, differenceKey, isOfPerson } from './beneficiary.ts'
import { type Difference, dueDifferences, type RecoveryEntry } from './due-differences.ts'
import { setOff } from './set-off.ts'

/** A case with what is due as known now and what was lined up before. */
export interface CaseToSettle {
  /** The run's own month: what is due for it. */
  readonly normal: readonly BenefitLine[]
  /** What other households line up in this run for persons whose differences are told here. */
  readonly elsewhere: readonly BenefitLine[]
  /** What is due, as known now, for each earlier month that is worked out anew. */
  readonly due: readonly BenefitLine[]
  /** What earlier runs lined up for the same months. */
  readonly lined: readonly BenefitLine[]
  readonly entries: readonly RecoveryEntry[]
  readonly month: Month
  /** The household that tells the case, whose account its own differences go to, and its place. */
  readonly householdNo: string
  readonly headNo: number
  readonly area: string
  /** The share of a beneficiary's positive lines that a recovery may take. */
  readonly cap: Quotient
  /** 依据 of that share; empty where no document sets one. */
  readonly capBasis: Basis
  /** Why a month comes out differently now. */
  reasonOf(line: BenefitLine): string
  idOf(personNo: number): string
}

/** A recovery that is not, or not whole, taken back in this run. */
export interface OpenRecovery {
  readonly line: BenefitLine
  readonly claimFen: Fen
  readonly takenFen: Fen
  /** Why it is owed. */
  readonly reason: string
}

export interface SettledCase {
  readonly lines: readonly BenefitLine[]
  readonly open: readonly OpenRecovery[]
}

/**
 * The lines of a run for one case: what is due for its month, 补发 for what earlier runs lined up too little of, and 追回
 * for too much, taken back within the cap from the same beneficiary's lines of the same subsidy item.
 */
export function settleCase(given: CaseToSettle): SettledCase {
  const linedKeys = new Set(given.lined.map(differenceKey))
  const again = [...given.normal, ...given.elsewhere].filter((line) => linedKeys.has(differenceKey(line)))
  const standing = (lines: readonly BenefitLine[]) =>
    again.length === 0 ? lines : lines.filter((line) => !again.includes(line))
  const normal = standing(given.normal)
  const differences = dueDifferences([...given.due, ...again], given.lined, given.entries)
  if (differences.length === 0) return { lines: normal, open: [] }
  const owed = differences.filter(({ amountFen }) => amountFen > 0n)
  const own = [...standing(given.elsewhere), ...normal]
  const payees = payeesOf(own, owed)
  const arrears = owed.map((one) => differenceLine(one, 'arrears', payees.get(accountOf(one.of)), given))
  const positive = grouped([...own, ...arrears], accountOf)
  const claims = differences.filter(({ amountFen }) => amountFen < 0n)
  const recovered = [...grouped(claims, ({ of }) => accountOf(of))].flatMap(([account, group]) =>
    takeBack(group, positive.get(account) ?? [], given),
  )
  return {
    lines: [...normal, ...arrears, ...recovered.flatMap(({ taken }) => taken ?? [])],
    open: recovered.map(({ open }) => open).filter((one) => one !== null),
  }
}

/** What is set off together: one beneficiary's lines of one subsidy item; a taper's item is its dibao's. */
function accountOf(line: BenefitLine): string {
  return `${beneficiaryOf(line)}\t${line.item}`
}

function takeBack(claims: readonly Difference[], positive: readonly BenefitLine[], given: CaseToSettle) {
  const sum = positive.reduce((total, { amountFen }) => total + amountFen, 0n)
  const limit = (sum * given.cap.numerator) / given.cap.denominator
  const payee = positive[0]?.payeeNo
  const wanted = claims.map((difference) => {
    const { of } = difference
    const idNumber = of.personNo === 0 ? '' : given.idOf(of.personNo)
    return {
      difference,
      benefitMonth: of.benefitMonth,
      component: of.component,
      idNumber,
      claimFen: -difference.amountFen,
    }
  })
  return setOff(wanted, limit).map(({ claim: { difference, claimFen }, takenFen }) => {
    const cut = takenFen < claimFen
    const formula = cut ? `${difference.formula},本次扣回 ${formatYuan(takenFen)}` : difference.formula
    const capped = cut && given.cap.numerator < given.cap.denominator && given.capBasis.text !== ''
    const of = capped ? alsoCiting(difference.of, given.capBasis) : difference.of
    const line = differenceLine({ of, formula, amountFen: -takenFen }, 'recovery', payee, given)
    return {
      taken: takenFen > 0n ? line : null,
      open: cut ? { line, claimFen, takenFen, reason: given.reasonOf(difference.of) } : null,
    }
  })
}

function alsoCiting(line: BenefitLine, { text, cites }: Basis): BenefitLine {
  const used = line.used && { ...line.used, cites: citedTogether(line.used.cites, cites) }
  return { ...line, basis: `${line.basis};${text}`, used }
}

/**
 * One payee for each account, so that what is set off comes out of the same payment: whoever gets this month's lines,
 * else who was due the latest month.
 */
function payeesOf(normal: readonly BenefitLine[], owed: readonly Difference[]): Map<string, number> {
  const late = owed.map(({ of }) => of).sort((a, b) => compare(a.benefitMonth, b.benefitMonth))
  return new Map([...late, ...normal].map((line) => [accountOf(line), line.payeeNo]))
}

/** A household's difference goes to whoever is its head now; a person's to the person, or where the person's lines go. */
function differenceLine(
  { of, amountFen, formula }: Difference,
  type: 'arrears' | 'recovery',
  payeeNo: number | undefined,
  given: CaseToSettle,
): BenefitLine {
  const payee = isOfPerson(of) ? (payeeNo ?? of.payeeNo) : given.headNo
  const reason = given.reasonOf(of)
  const basis = reason === '' ? of.basis : `${of.basis};${type === 'arrears' ? '补发' : '追回'}原因:${reason}`
  const { householdNo, area } = given
  const used = of.used && { ...of.used, arithmetic: 'other' as const }
  return { ...of, householdNo, type, payeeNo: payee, area, amountFen, formula, basis, used }
}

/** Listed in every run until it is set off, handed back or given up. */
export function openException({ line, claimFen, takenFen }: OpenRecovery): CaseException {
  const { householdNo, personNo, programme, enrolmentNo, benefitMonth, basis, used } = line
  const message = `${benefitMonth} 的${programmeName(programme)}(${line.component})多发 ${formatYuan(claimFen)} 元,本次扣回 ${formatYuan(takenFen)} 元,尚有 ${formatYuan(claimFen - takenFen)} 元未扣回,以后各期继续扣;已交回现金的用 huimin recover record-cash 登记,经批准不再追的用 huimin recover waive。`
  return {
    householdNo,
    personNo: personNo === 0 ? null : personNo,
    programme,
    enrolmentNo,
    benefitMonth,
    effect: 'warning',
    code: 'recovery.open',
    message,
    basis,
    cites: used?.cites,
  }
}
