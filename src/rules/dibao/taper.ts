import { type Fen, formatYuan } from '../../kernel/money.ts'
import { type Month, monthsBetween } from '../../kernel/month.ts'
import type { ParameterTypes } from '../../policy/parameters.ts'
import type { Basis } from '../citations.ts'
import { applyRule, type Decision, defineRule, type Lookup, type Use } from '../define-rule.ts'
import { countedIncome, INCOME_CITES, perCapita } from '../income.ts'
import { type CaseResult, NOTHING } from '../listing.ts'
import { decimalFigure, yuanFigure } from '../policy-figure.ts'
import { isBelow, type Quotient, roundFen, times, whole, yuanText } from '../quotient.ts'
import { roundBy } from '../rounding.ts'
import { productOf, usedBy } from '../used.ts'
import { residenceOf } from './enrolment.ts'
import type { TaperFacts } from './facts.ts'
import { notPaid } from './listing.ts'
import { firstTaperMonth, taperClass, taperQuarter } from './taper-course.ts'

/** The facts of a taper that has begun, with its own first month. */
interface TaperCase extends TaperFacts {
  readonly first: Month
}

/** 渐退: after the income passed the standard the benefit falls quarter by quarter instead of stopping. */
export const taper = defineRule<TaperCase>({
  id: 'dibao.taper',
  title: '低保渐退',
  editions: [
    {
      from: '2016-01',
      cites: [
        'taper.months',
        'taper.income-multiple',
        'dibao.standard',
        ...INCOME_CITES,
        'taper.retention',
        'taper.rounding',
      ],
      compute(facts, use) {
        const runs = taperClass(facts.reference.members)
        const months = (use.find('taper.months') ?? { general: 18, disabled: 24 })[runs]
        if (monthsBetween(facts.first, facts.month) >= months) return { awards: [] }
        const refused = facts.first < facts.systemFirst ? null : incomeRefusal(facts, use)
        return refused ?? payQuarter(facts, use.need('taper.retention')[runs], months / 3, use)
      },
    },
  ],
})

/**
 * What a household is due in `facts.month` for the dibao that ended in 渐退, or why nothing; nothing at all before the
 * taper, after its length, and once it has ended for good. `atReference` looks up what the first month decides,
 * `inMonth` what the benefit month does (the rounding).
 */
export function computeTaper(facts: TaperFacts, atReference: Lookup, inMonth: Lookup): CaseResult {
  const first = firstTaperMonth(facts.reference.enrolment)
  if (first === null || facts.month < first || facts.enrolledAgain || !facts.livingMemberLeft) return NOTHING
  const lookup: Lookup = (parameter) => (parameter === 'taper.rounding' ? inMonth(parameter) : atReference(parameter))
  const decision = applyRule(taper, facts.reference.month, { ...facts, first }, lookup)
  if ('awards' in decision) return { awards: decision.awards, notPaid: [], warnings: [] }
  return { awards: [], notPaid: [{ ...decision.notPaid, personNo: 0 }], warnings: [] }
}

/** Granted only while income per person stays strictly below so many times the standard. */
function incomeRefusal({ month, first, reference }: TaperCase, use: Use): Decision | null {
  const standard = yuanFigure(use.need('dibao.standard')[residenceOf(reference.enrolment.programme)])
  const multiple = use.find('taper.income-multiple') ?? '2'
  const limit = times(standard.exact, decimalFigure(multiple))
  const income = perCapita(countedIncome(reference, use), reference.size)
  if (isBelow(income, limit)) return null
  const shown = formatYuan(roundFen(income, 'half-up-fen'))
  const against = `标准 ${standard.text} 元的 ${multiple} 倍(${yuanText(limit)} 元)`
  const message = `${month} 渐退不发:渐退首月 ${first} 家庭人均收入 ${shown} 元不低于${against};如有疑问请核对该月收入。`
  return notPaid('taper.income-not-below', message, use.basis())
}

type Schedule = ParameterTypes['taper.retention'][keyof ParameterTypes['taper.retention']]

function payQuarter(facts: TaperCase, schedule: Schedule, quarters: number, use: Use): Decision {
  if (schedule !== 'linear' && schedule.length !== quarters) return wrongSchedule(facts, schedule.length, quarters, use)
  const base = baseOf(facts)
  if (base === null) return baseAbsent(facts, use.basis())
  const quarter = taperQuarter(facts.first, facts.month)
  const { ratio, text, shown } = retention(schedule, quarters, quarter)
  const amount = times(whole(base), ratio)
  const amountFen = roundBy('taper.rounding', amount, use)
  const basis = use.basis()
  if (amountFen === 0n) return nothingLeft(facts, base, basis)
  const formula = `${formatYuan(base)}×${text}`
  const persons = Math.max(1, facts.persons)
  const means = { base: formatYuan(base), quarter, ratio: shown }
  const arithmetic = schedule === 'linear' ? 'other' : productOf(whole(base), text)
  const used = usedBy({ amount, arithmetic, means }, amountFen, basis)
  const award = { component: 'taper', personNo: 0, persons, standardFen: null, amountFen, formula }
  return { awards: [{ ...award, basis: basis.text, used }] }
}

/** Before the system's first month nothing was worked out; what the approval recorded stands for it. */
function baseOf({ reference, systemFirst, baseFen }: TaperCase): Fen | null {
  return reference.enrolment.to! < systemFirst ? reference.enrolment.approvedFen : baseFen
}

interface Retention {
  readonly ratio: Quotient
  /** As the 算式 has it. */
  readonly text: string
  /** As data. */
  readonly shown: string
}

function retention(schedule: Schedule, quarters: number, quarter: number): Retention {
  if (schedule !== 'linear') {
    const text = schedule[quarter]!
    return { ratio: decimalFigure(text), text, shown: text }
  }
  const left = quarters - quarter
  const ratio = { numerator: BigInt(left), denominator: BigInt(quarters) }
  return { ratio, text: `(${quarters}-${quarter})÷${quarters}`, shown: `${left}/${quarters}` }
}

function wrongSchedule({ month }: TaperCase, length: number, quarters: number, use: Use): Decision {
  const message = `${month} 渐退不发:文件的渐退比例有 ${length} 个,而渐退期为 ${quarters * 3} 个月;请更正政策文件。`
  return notPaid('taper.schedule-length', message, use.basis())
}

function baseAbsent({ month, systemFirst, reference }: TaperCase, basis: Basis): Decision {
  const { to } = reference.enrolment
  const message = `${month} 渐退不发:终止月份 ${to} 早于系统首月 ${systemFirst},且待遇没有核定金额,无从确定渐退基数;请补录「核定金额」。`
  return notPaid('taper.base-absent', message, basis)
}

function nothingLeft({ month, reference }: TaperCase, base: Fen, basis: Basis): Decision {
  const { to } = reference.enrolment
  const message = `${month} 渐退不发:终止月份 ${to} 的低保金额 ${formatYuan(base)} 元按比例取整后为 0.00 元;请核对该月应发金额。`
  return notPaid('taper.base-zero', message, basis)
}
