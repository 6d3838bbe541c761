import type { Context } from '../../access/context.ts'
import { isAreaPrefix } from '../../kernel/area.ts'
import { isMonth, type Month } from '../../kernel/month.ts'
import { Refused } from '../../kernel/refusal.ts'
import type { Entry } from '../../policy/entry.ts'
import { isParameter, PARAMETERS } from '../../policy/parameter-definitions.ts'
import type { ParameterName } from '../../policy/parameters.ts'
import type { PolicyRevision } from '../../policy/policy.store.ts'
import { POLICY_REFUSALS } from '../../policy/refusals.ts'
import { everyValue, type Span, timelineFor } from '../../policy/timeline.ts'
import { requireInstant } from './known-on.ts'
import { policyBookKnownOn } from './policy-book.ts'

export interface PolicyQuestion {
  readonly parameter: string
  readonly area: string
  readonly month: string
  /** A day or an instant; null for now. */
  readonly knownOn: string | null
}

export interface PolicyAnswer {
  readonly parameter: ParameterName
  readonly revision: PolicyRevision
  /** The entry that wins, which may be one that ends the parameter; null when no document sets it. */
  readonly entry: Entry | null
}

/** Which value of a parameter holds for an area and month, as known on a day. */
export async function showPolicy({ database }: Context, question: PolicyQuestion): Promise<PolicyAnswer> {
  const parameter = requireParameter(question.parameter)
  const area = requireArea(question.area)
  const month = requireMonth(question.month)
  const { revision, book } = await policyBookKnownOn(database.sql, requireInstant(question.knownOn))
  return { parameter, revision, entry: book.winner(parameter, area, month) }
}

/** The values of one parameter, or of all: as the area lives through them, or without an area as the documents set them. */
export async function policyTimeline(
  { database }: Context,
  parameter: string | null,
  area: string | null,
): Promise<{ readonly revision: PolicyRevision; readonly spans: readonly Span[] }> {
  const names = parameter === null ? (Object.keys(PARAMETERS) as ParameterName[]) : [requireParameter(parameter)]
  const prefix = area === null ? null : requireArea(area)
  const { revision, book } = await policyBookKnownOn(database.sql, null)
  const spans = names.flatMap((name) => (prefix === null ? everyValue(book, name) : timelineFor(book, name, prefix)))
  return { revision, spans }
}

function requireParameter(name: string): ParameterName {
  if (isParameter(name)) return name
  const group = name.split('.')[0]!
  const near = Object.keys(PARAMETERS).filter((known) => known.includes(group))
  throw new Refused(POLICY_REFUSALS['policy.unknown-parameter'](name, near.length > 0 ? near : Object.keys(PARAMETERS)))
}

function requireArea(area: string): string {
  if (area !== '' && isAreaPrefix(area)) return area
  throw new Refused(POLICY_REFUSALS['policy.area'](area))
}

function requireMonth(month: string): Month {
  if (isMonth(month)) return month
  throw new Refused(POLICY_REFUSALS['policy.month'](month))
}
