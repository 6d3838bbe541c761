import type { Context } from '../../access/context.ts'
import type { HouseholdHistory } from '../../registry/household-history.ts'
import type { Run } from '../../run/run.store.ts'
import { type Attempt, NO_PROGRESS, type Progress, saveChunk } from '../calculation.store.ts'
import type { CaseOutcome } from '../case-result.ts'
import { boundMemory } from './bounded-memory.ts'
import type { Hand, Turn } from './calculation-crew.ts'
import { type CaseBasis, type CaseComputer, caseComputer } from './case-computer.ts'
import { beginReading, type CaseSpan, type Reading, readSpan } from './case-stream.ts'

/** Which attempt at which run is worked out, and what its cases have in common: plain data. */
export interface CalculationWork {
  readonly run: Run
  readonly attempt: Attempt
  readonly basis: CaseBasis
}

/** The hand of this process: reads spans on a connection of its own, works them out and stores them. */
export class SpanWorker implements Hand {
  readonly #context: Context
  readonly #work: CalculationWork
  readonly #computer: CaseComputer
  readonly #reading: Reading
  readonly #read = new Map<string, Promise<HouseholdHistory[]>>()

  private constructor(context: Context, work: CalculationWork, computer: CaseComputer, reading: Reading) {
    this.#context = context
    this.#work = work
    this.#computer = computer
    this.#reading = reading
  }

  static async open(context: Context, work: CalculationWork): Promise<SpanWorker> {
    const computer = await caseComputer(context, work.attempt, work.basis)
    return new SpanWorker(context, work, computer, await beginReading(context.database.pool))
  }

  read(span: CaseSpan): void {
    const range = { county: this.#work.run.county, known: this.#work.attempt.known }
    const histories = readSpan(this.#reading.client, range, span, this.#computer.shared)
    histories.catch(() => {}) // seen when the span is stored; it may never come to that
    this.#read.set(span.upTo, histories)
  }

  async store(span: CaseSpan, turn: Turn): Promise<void> {
    const { run, attempt } = this.#work
    const outcomes = await this.#computer.computeChunk(await this.#read.get(span.upTo)!)
    this.#read.delete(span.upTo)
    const own = progressOf(outcomes)
    const chunk = { after: span.after, lastHousehold: span.upTo, outcomes }
    await saveChunk(this.#context.database.pool, run, attempt.attempt, chunk, () => turn(own))
    boundMemory()
  }

  async close(): Promise<void> {
    await this.#reading.letGo()
  }
}

function progressOf(outcomes: readonly CaseOutcome[]): Progress {
  let { households, persons, lines, totalFen, exceptions } = NO_PROGRESS
  for (const outcome of outcomes) {
    if (outcome.lines.length > 0) households++
    persons += personsReached(outcome)
    for (const line of outcome.lines) totalFen += line.amountFen
    lines += outcome.lines.length
    exceptions += outcome.exceptions.length
  }
  return { households, persons, lines, totalFen, exceptions }
}

/** Whom a household's lines reach: those its own lines are for, or those with lines of their own, whichever are more. */
function personsReached({ lines }: CaseOutcome): number {
  let household = 0
  let own: Set<number> | null = null
  for (const { personNo, persons } of lines) {
    if (personNo === 0) household = Math.max(household, persons)
    else if (own) own.add(personNo)
    else own = new Set([personNo])
  }
  return Math.max(household, own?.size ?? 0)
}
