import type { Month } from '../../kernel/month.ts'
import type { DecimalText, ParameterName, ParameterTypes } from '../../policy/parameters.ts'
import { defineRule, type Rule } from '../define-rule.ts'
import { yuanFigure } from '../policy-figure.ts'
import { isWholeFen, roundFen } from '../quotient.ts'
import { type RoundingParameter, roundBy } from '../rounding.ts'
import { type Arithmetic, type Means, NO_MEANS } from '../used.ts'
import { payPerson } from './award.ts'
import type { Reason } from './class-choice.ts'
import type { PersonFacts } from './facts.ts'
import { notPaid } from './listing.ts'

/** A dated amount per person: the parameter that sets it, and which of its figures is this person's. */
export interface FlatAmount<P extends ParameterName> {
  readonly id: string
  readonly title: string
  readonly component: string
  readonly parameter: P
  /** `half-up-fen` where the programme has no rounding of its own. */
  readonly rounding?: RoundingParameter
  /** The first month of the rule's edition, `2000-01` where none is given. */
  readonly from?: Month
  /** What of the person chooses among the document's figures, where anything does. */
  readonly by?: 'class' | 'grade'
  /** Yuan as the document writes them, or why there is no figure for this person. */
  choose(value: ParameterTypes[P], facts: PersonFacts): DecimalText | Reason
}

/** Makes the rule of a programme that pays a published amount per person as it stands. */
export function flatAmount<P extends ParameterName>(flat: FlatAmount<P>): Rule<PersonFacts> {
  const { id, title, component, parameter, rounding, by, from = '2000-01' } = flat
  return defineRule<PersonFacts>({
    id,
    title,
    editions: [
      {
        from,
        cites: rounding ? [parameter, rounding] : [parameter],
        compute(facts, use) {
          const choice = flat.choose(use.need(parameter), facts)
          if (typeof choice !== 'string') return notPaid(choice.code, choice.message, use.basis())
          const { exact, fen, text } = yuanFigure(choice)
          const amountFen = rounding ? roundBy(rounding, exact, use) : roundFen(exact, 'half-up-fen')
          const arithmetic: Arithmetic = isWholeFen(exact) && amountFen === fen ? 'product' : 'other'
          const amount = {
            component,
            amountFen,
            standardFen: fen,
            formula: text,
            arithmetic,
            means: meansOf(facts, by),
          }
          return payPerson(facts, amount, use.basis())
        },
      },
    ],
  })
}

function meansOf({ enrolment, person }: PersonFacts, by: FlatAmount<ParameterName>['by']): Means {
  if (by === 'class') return { choice: enrolment.class ?? undefined }
  return by === 'grade' ? { choice: person?.disabilityGrade?.toString() } : NO_MEANS
}
