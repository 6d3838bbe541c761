import { type ChildProcess, fork } from 'node:child_process'
import { join } from 'node:path'
import type { Context } from '../../access/context.ts'
import type { Connection } from '../../db/connect.ts'
import { packageRoot } from '../../db/package-root.ts'
import { invariant } from '../../kernel/invariant.ts'
import type { Problem } from '../../kernel/problem.ts'
import { Refused } from '../../kernel/refusal.ts'
import type { Progress } from '../calculation.store.ts'
import { type Hand, HandLost, type Turn } from './calculation-crew.ts'
import type { CaseSpan } from './case-stream.ts'
import type { CalculationWork } from './span-worker.ts'

/** What the main process tells one that works along. */
export type ToHand =
  | {
      readonly say: 'begin'
      readonly home: string
      readonly actor: string
      readonly connection: Connection
      readonly work: CalculationWork
    }
  | { readonly say: 'read' | 'store'; readonly span: CaseSpan }
  | { readonly say: 'turn'; readonly progress: Progress }
  | { readonly say: 'end' }

/** What it answers; it does one span at a time. */
export type FromHand =
  | { readonly say: 'worked-out'; readonly own: Progress }
  | { readonly say: 'stored' }
  | { readonly say: 'failed'; readonly message: string; readonly problems: readonly Problem[] | null }

const SCRIPT = join(packageRoot, 'dist', 'src', 'calculation', 'engine', 'hand-main.js')

/** A hand that is a process of its own, with connections of its own. Its loss is told as `HandLost`. */
export class HandProcess implements Hand {
  readonly #process: ChildProcess
  #hears: (said: FromHand | null) => void = () => {}
  #storing = false

  constructor({ home, actor, database }: Context, work: CalculationWork) {
    this.#process = fork(SCRIPT, [], {
      serialization: 'advanced',
      execArgv: ['--max-semi-space-size=24'],
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    })
    this.#process.on('message', (said) => this.#hears(said as FromHand))
    this.#process.on('exit', () => this.#hears(null))
    this.#process.on('error', () => this.#hears(null))
    this.#tell({ say: 'begin', home, actor, connection: database.connection, work })
  }

  read(span: CaseSpan): void {
    this.#tell({ say: 'read', span })
  }

  async store(span: CaseSpan, turn: Turn): Promise<void> {
    this.#storing = true
    const workedOut = await this.#ask({ say: 'store', span })
    invariant(workedOut.say === 'worked-out', 'a span was stored before its turn')
    await this.#ask({ say: 'turn', progress: await turn(workedOut.own) })
    this.#storing = false
  }

  /** A span that it will not get its turn for is rolled back when its connection breaks. */
  async close(): Promise<void> {
    if (this.#process.exitCode !== null || this.#process.signalCode !== null) return
    const gone = new Promise((resolve) => this.#process.once('exit', resolve))
    if (this.#storing) this.#process.kill('SIGKILL')
    else this.#tell({ say: 'end' })
    await gone
  }

  #tell(message: ToHand): void {
    this.#process.send(message, () => {}) // that it is gone is heard at its exit
  }

  async #ask(message: ToHand): Promise<Exclude<FromHand, { say: 'failed' }>> {
    const { exitCode, signalCode } = this.#process
    if (exitCode !== null || signalCode !== null) throw new HandLost(`ended with ${exitCode ?? signalCode}`)
    const answer = new Promise<FromHand | null>((resolve) => {
      this.#hears = resolve
    })
    this.#tell(message)
    const said = await answer
    if (said === null) throw new HandLost(`ended with ${this.#process.exitCode ?? this.#process.signalCode}`)
    if (said.say === 'failed') throw said.problems ? new Refused(said.problems) : new Error(said.message)
    return said
  }
}
