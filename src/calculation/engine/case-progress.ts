import type { Context } from '../../access/context.ts'
import { householdRowsBehind } from '../../registry/household-reader.store.ts'
import type { CaseRange } from './case-stream.ts'

/** Tells how far a step has come that goes through the households of a county, and how many it will be in all. */
export class CaseProgress {
  readonly #context: Context
  readonly #step: string
  readonly #perChunk: number
  #households = 0
  #passed = 0
  /** Rows to pass in all; null until it is known, which the work does not wait for. */
  #all: number | null = null

  constructor(context: Context, step: string, range: CaseRange) {
    this.#context = context
    this.#step = step
    this.#perChunk = range.chunkSize
    if (context.watched) this.#count(range)
  }

  /** A chunk of the range is done, with so many households in it. */
  passed(households: number): void {
    this.#households += households
    this.#passed += this.#perChunk
    const total = this.#all === null ? undefined : expectedHouseholds(this.#households, this.#passed, this.#all)
    this.#context.progress(this.#step, this.#households, total, '户')
  }

  #count({ county, after, only }: CaseRange): void {
    if (only) {
      this.#all = only.filter((one) => after === null || one > after).length
      return
    }
    householdRowsBehind(this.#context.database.sql, county, after).then(
      (rows) => {
        this.#all = rows
      },
      () => {}, // then nobody is told how long it will take
    )
  }
}

/** How many households it will be when so many were met in `passed` of `all` rows. */
export function expectedHouseholds(households: number, passed: number, all: number): number {
  return passed >= all ? households : Math.round((households * all) / passed)
}
