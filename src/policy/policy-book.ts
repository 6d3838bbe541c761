import type { Area } from '../kernel/area.ts'
import type { Month } from '../kernel/month.ts'
import type { ParameterName, ParameterTypes } from './parameters.ts'

/** Where a value comes from: document number and article. */
export interface Citation {
  readonly document: string
  readonly article: string
}

export interface ParameterValue<P extends ParameterName> {
  readonly value: ParameterTypes[P]
  readonly citation: Citation
}

/** The documents in force as known at one instant, asked for (area, month). */
export interface PolicyBook {
  /** The value that wins for the area and month; null when no document sets one, or a `null` wins. */
  find<P extends ParameterName>(parameter: P, area: Area, month: Month): ParameterValue<P> | null
}
