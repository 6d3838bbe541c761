import { valueIn } from './documents.ts'
import { NaiveRegistry } from './registry.ts'
import type { NaiveCounty, NaiveDocument } from './rows.ts'

/** All that a case is worked out from. */
export interface World {
  readonly registry: NaiveRegistry
  readonly documents: readonly NaiveDocument[]
  readonly firstMonth: string
}

/** An amount in yuan with whom it is for; `person` is empty where it is the household's. */
export interface Paid {
  readonly person: string
  readonly component: string
  readonly yuan: string
}

/** What one enrolment comes to in a month: what is paid, and who is listed instead. */
export interface Result {
  readonly paid: readonly Paid[]
  readonly listed: readonly string[]
}

export const NOTHING: Result = { paid: [], listed: [] }
/** The case is listed; the wording does not matter here. */
export const LISTED: Result = { paid: [], listed: ['unpaid'] }

/** The value of a parameter for the household's area in the month. */
export function parameter<T>({ registry, documents }: World, name: string, household: string, month: string) {
  const area = registry.household(household, month)!.区划代码!
  return valueIn<T>(documents, name, area, month)
}

/** A county as the naive implementation works with it. */
export function worldOf(county: NaiveCounty): World {
  return { registry: new NaiveRegistry(county), documents: county.documents, firstMonth: county.firstMonth }
}
