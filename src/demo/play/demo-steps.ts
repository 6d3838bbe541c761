import type { Context } from '../../access/context.ts'

/** Told as a demo goes on. */
export interface DemoListener {
  /** The demo's database is open; whoever interrupts the demo lets go of it. */
  opened(context: Context): void
  stepDone(step: DemoStep): void
  /** How far a long step has come. */
  progress: Context['progress']
}

export interface DemoStep {
  readonly title: string
  readonly seconds: number
  /** What came of it, in a few words. */
  readonly outcome: string
}

/** Times the steps of a demo and reports each as it ends. */
export class DemoSteps {
  readonly #listener: DemoListener
  readonly #begun = performance.now()

  constructor(listener: DemoListener) {
    this.#listener = listener
  }

  /** Since the demo began. */
  get seconds(): number {
    return secondsSince(this.#begun)
  }

  async take<T>(title: string, work: () => Promise<T>, outcome: (result: T) => string): Promise<T> {
    const begun = performance.now()
    const result = await work()
    this.#listener.stepDone({ title, seconds: secondsSince(begun), outcome: outcome(result) })
    return result
  }
}

function secondsSince(begun: number): number {
  return Math.round(performance.now() - begun) / 1000
}
