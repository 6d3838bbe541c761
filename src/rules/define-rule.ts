import type { Fen } from '../kernel/money.ts'
import type { Month } from '../kernel/month.ts'
import type { ParameterName, ParameterTypes } from '../policy/parameters.ts'
import type { Citation, ParameterValue } from '../policy/policy-book.ts'
import { type Basis, basisOf, type Cited } from './citations.ts'
import type { Used } from './used.ts'

/** What a rule pays one beneficiary: amount, 算式 and 依据 from one application of the rule. */
export interface Award {
  readonly component: string
  /** 0 where the household is the beneficiary. */
  readonly personNo: number
  /** 人数: whom the amount is for. */
  readonly persons: number
  /** 标准 in fen per person-month; null where the amount rests on none. */
  readonly standardFen: Fen | null
  /** Above zero. */
  readonly amountFen: Fen
  /** 算式: arithmetic a person can check by hand, e.g. `(620.00-215.50)×3`. */
  readonly formula: string
  /** 依据: document numbers and articles, e.g. `示例民发〔2099〕1号 一`. */
  readonly basis: string
  /** The same reasons as data. */
  readonly used: Used
}

/** Why somebody who is enrolled is listed and not paid. */
export interface NotPaid {
  readonly code: string
  /** One Chinese sentence with the values. */
  readonly message: string
  readonly basis: string
  /** The name of the citations (`citationsOf`); absent where nothing is cited. */
  readonly cites?: string
}

/** What a rule gives for one case: awards, or the reason why there are none. */
export type Decision = { readonly awards: readonly Award[] } | { readonly notPaid: NotPaid }

/**
 * Values of one area and month. What a rule rests on it asks for and thereby cites; what may turn out to have no say in
 * the amount it looks at, and cites where it had.
 */
export interface Use {
  /** A value the rule cannot do without; when it is absent the case is listed and not paid. Cited. */
  need<P extends ParameterName>(parameter: P): ParameterTypes[P]
  /** A value with a meaning when absent, that decides wherever it is set. Cited. */
  find<P extends ParameterName>(parameter: P): ParameterTypes[P] | null
  /** A value that may make no difference: a floor, a disregard, a method, a multiplier, a rounding. Not cited. */
  look<P extends ParameterName>(parameter: P): ParameterTypes[P] | null
  /** Cites what was looked at, because it made a difference. */
  cite(parameter: ParameterName): void
  /** What has been cited so far, as 依据. */
  basis(): Basis
}

/** Looks a parameter up for one (area, month). */
export type Lookup = <P extends ParameterName>(parameter: P) => ParameterValue<P> | null

/** A rule: what it is called, from when it reads how, what it cites, and a function that reaches nothing else. */
export interface Rule<Facts> {
  readonly id: string
  readonly title: string
  readonly editions: readonly Edition<Facts>[]
}

interface Edition<Facts> {
  readonly from: Month
  readonly cites: readonly ParameterName[]
  compute(facts: Facts, use: Use): Decision
}

/** Declares a rule; editions run from the oldest to the newest. */
export function defineRule<Facts>(rule: Rule<Facts>): Rule<Facts> {
  return rule
}

/** Applies the edition in force in `month`. A parameter that is needed and absent becomes a reason not to pay. */
export function applyRule<Facts>(rule: Rule<Facts>, month: Month, facts: Facts, lookup: Lookup): Decision {
  const edition = rule.editions.findLast((candidate) => candidate.from <= month)
  if (!edition)
    return { notPaid: { code: 'rule.no-edition', message: `${month} 尚无「${rule.title}」的规则版本。`, basis: '' } }
  const use = citingUse(lookup)
  try {
    return edition.compute(facts, use)
  } catch (error) {
    if (!(error instanceof AbsentParameter)) throw error
    const message = `${month} 没有文件规定参数 ${error.parameter},无法计算「${rule.title}」。`
    const { text: basis, cites } = use.basis()
    return { notPaid: { code: 'policy.parameter-absent', message, basis, cites } }
  }
}

/** Not an error: a trace of calls for every case of a county that lacks a document would cost more than its rules. */
class AbsentParameter {
  readonly parameter: ParameterName

  constructor(parameter: ParameterName) {
    this.parameter = parameter
  }
}

function citingUse(lookup: Lookup): Use {
  const cited: Numbered[] = []
  const find = <P extends ParameterName>(parameter: P): ParameterTypes[P] | null => {
    const found = lookup(parameter)
    if (!found) return null
    const one = numbered(parameter, found.citation)
    if (!cited.includes(one)) cited.push(one)
    return found.value
  }
  return {
    find,
    need: (parameter) => {
      const value = find(parameter)
      if (value === null) throw new AbsentParameter(parameter)
      return value
    },
    look: (parameter) => lookup(parameter)?.value ?? null,
    cite: find,
    basis: () => rememberedBasis(cited),
  }
}

interface Numbered {
  readonly number: number
  readonly cited: Cited
}

/** What the same citations gave before: a county cites the same few articles in every household. */
const numbers = new WeakMap<Citation, Numbered>()
const remembered = new Map<string, Basis>()
let citationsSeen = 0

function numbered(parameter: ParameterName, citation: Citation): Numbered {
  let known = numbers.get(citation)
  if (!known) {
    const { document, article } = citation
    known = { number: ++citationsSeen, cited: { parameter, document, article } }
    numbers.set(citation, known)
  }
  return known
}

function rememberedBasis(cited: readonly Numbered[]): Basis {
  let key = ''
  for (const { number } of cited) key += `${number},`
  let basis = remembered.get(key)
  if (basis === undefined) {
    basis = basisOf(cited.map((one) => one.cited))
    remembered.set(key, basis)
  }
  return basis
}
