import { NO_PROGRESS, type Progress } from '../calculation.store.ts'
import type { CaseSpan } from './case-stream.ts'

/** Tells a hand that everything before its span is stored, and what the attempt comes to with the span's own figures. */
export type Turn = (own: Progress) => Promise<Progress>

/** Who works spans out: this process, or another one. A hand stores its spans in the order in which it read them. */
export interface Hand {
  /** Begins to read the span's households, while an earlier span may still be worked out. */
  read(span: CaseSpan): void
  /** Works the span out and stores it, at its turn. */
  store(span: CaseSpan, turn: Turn): Promise<void>
  close(): Promise<void>
}

/** A process that worked along is gone; what it had not stored is to be worked out again. */
export class HandLost extends Error {}

interface Assigned {
  readonly span: CaseSpan
  /** Settles when every span before this one is stored. */
  readonly before: Promise<void>
  /** Says to the span behind it how it ended. */
  ends(storing: Promise<void>): void
}

/**
 * Deals out spans to some hands and has them stored in the order of the households, whoever worked them out: each span's
 * transaction waits for the one before it and moves the progress over its own households. So an attempt that is broken
 * off anywhere is whole up to a household, as if one hand had done it all.
 */
export class CalculationCrew {
  readonly #spans: AsyncIterator<CaseSpan>
  readonly #stored: (own: Progress) => void
  #progress: Progress
  #last: Promise<void> = Promise.resolve()

  constructor(spans: AsyncIterable<CaseSpan>, progress: Progress, stored: (own: Progress) => void) {
    this.#spans = spans[Symbol.asyncIterator]()
    this.#progress = progress
    this.#stored = stored
  }

  /** Works out all spans; when one fails, none behind it is stored, and its failure is thrown. */
  async work(hands: readonly Hand[]): Promise<Progress> {
    const ended = await Promise.allSettled(hands.map((hand) => this.#work(hand)))
    const failed = ended.filter((one) => one.status === 'rejected').map(({ reason }) => reason as unknown)
    if (failed.length > 0) throw failed.find((reason) => reason instanceof HandLost) ?? failed[0]
    return this.#progress
  }

  async #work(hand: Hand): Promise<void> {
    let ahead = await this.#take(hand)
    while (ahead) {
      const storing = this.#store(hand, ahead)
      ahead.ends(storing)
      ahead = await this.#take(hand).catch(async (failure) => {
        await storing
        throw failure
      })
      await storing
    }
  }

  async #take(hand: Hand): Promise<Assigned | null> {
    const { value: span, done } = await this.#spans.next()
    if (done) return null
    const before = this.#last
    let ends!: Assigned['ends']
    this.#last = new Promise((resolve) => {
      ends = resolve
    })
    this.#last.catch(() => {}) // seen by whoever comes next, if anybody does
    hand.read(span)
    return { span, before, ends }
  }

  async #store(hand: Hand, { span, before }: Assigned): Promise<void> {
    let own = NO_PROGRESS
    await hand.store(span, async (figures) => {
      own = figures
      await before
      return addProgress(this.#progress, own)
    })
    this.#progress = addProgress(this.#progress, own)
    this.#stored(own)
  }
}

/** What two stretches of households come to together. */
function addProgress(one: Progress, other: Progress): Progress {
  return {
    households: one.households + other.households,
    persons: one.persons + other.persons,
    lines: one.lines + other.lines,
    totalFen: one.totalFen + other.totalFen,
    exceptions: one.exceptions + other.exceptions,
  }
}
