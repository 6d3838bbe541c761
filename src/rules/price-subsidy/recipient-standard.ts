import { invariant } from '../../kernel/invariant.ts'
import { formatYuan } from '../../kernel/money.ts'
import type { ParameterName, ParameterTypes, Residence } from '../../policy/parameters.ts'
import { isDibao } from '../../policy/programmes.ts'
import type { Use } from '../define-rule.ts'
import { residenceOf } from '../dibao/enrolment.ts'
import { type YuanFigure, yuanFigure } from '../policy-figure.ts'
import { whole } from '../quotient.ts'
import type { RecipientStatus } from './recipient-status.ts'

/** What `standardFor` asks for. */
export const STANDARD_CITES = ['dibao.standard'] as const satisfies readonly ParameterName[]

/** Which standard a document prices a group on. */
export type StandardChoice = ParameterTypes['price-subsidy.recipients'][number]['standard']

/** The monthly standard that a recipient's subsidy is priced on: a dibao standard, or a child's own amount. */
export function standardFor(status: RecipientStatus, choice: StandardChoice, use: Use): YuanFigure {
  const residence = choice === 'own' ? ownResidence(status) : choice
  if (residence === null) return amountDue(status)
  return yuanFigure(use.need('dibao.standard')[residence])
}

/** Whose dibao standard is a recipient's own; null for the children, whose own standard is what they are due. */
function ownResidence({ programme, follows, residence }: RecipientStatus): Residence | null {
  if (isDibao(programme)) return residenceOf(programme)
  switch (programme) {
    case 'taper':
      invariant(follows, 'a taper without the dibao it follows')
      return residenceOf(follows)
    case 'tekun':
      return residence
    case 'orphan':
    case 'unsupported-child':
    case 'hiv-child':
    case 'child-in-difficulty':
      return null
    default:
      invariant(false, `${programme} has no standard of its own, and documents that say so are refused`)
  }
}

function amountDue({ dueFen }: RecipientStatus): YuanFigure {
  return { exact: whole(dueFen), fen: dueFen, text: formatYuan(dueFen) }
}
