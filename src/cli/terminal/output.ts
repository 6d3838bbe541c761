import { performance } from 'node:perf_hooks'
import type { Problem } from '../../kernel/problem.ts'
import { describeProblem } from '../../kernel/problem.ts'
import { ProgressLine } from './progress-line.ts'
import { toldProblem } from './told-problem.ts'

/** What `--json` prints beside `ok`. Money is text in yuan. */
export type JsonResult = Readonly<Record<string, unknown>>

const SHOWN_PROBLEMS = 20

/** Where a command says things: sentences for a person, or one JSON document for a programme. */
export class Output {
  readonly json: boolean
  readonly #progress = new ProgressLine({
    write: (text) => process.stderr.write(text),
    now: () => performance.now(),
  })

  constructor(json: boolean) {
    this.json = json
  }

  /** A sentence or a table for a person; nothing under `--json`. */
  say(text: string): void {
    this.#progress.clear()
    if (!this.json) process.stdout.write(`${text}\n`)
  }

  /** A remark beside the result, for a person; not on standard output, which a script may read. */
  note(text: string): void {
    this.#progress.clear()
    if (!this.json) process.stderr.write(`${text}\n`)
  }

  /** Whether anybody sees the progress. */
  get watched(): boolean {
    return !this.json && process.stderr.isTTY
  }

  /** Progress on a terminal, on one line that later text replaces; nothing elsewhere. */
  progress(step: string, done: number, total?: number, unit = '行'): void {
    if (this.watched) this.#progress.show(step, unit, done, total)
  }

  /** The end of a command that did what it was asked. */
  done(result: JsonResult): void {
    this.#progress.clear()
    if (this.json) this.#print({ ok: true, ...result })
  }

  /** The end of a command that was refused, or that found problems. */
  problems(problems: readonly Problem[], result: JsonResult = {}): void {
    this.#progress.clear()
    if (this.json) {
      this.#print({ ok: false, ...result, problems: problems.map(toldProblem) })
      return
    }
    for (const problem of problems.slice(0, SHOWN_PROBLEMS))
      process.stderr.write(`${describeProblem(toldProblem(problem))}\n`)
    if (problems.length > SHOWN_PROBLEMS) process.stderr.write(`…… 另有 ${problems.length - SHOWN_PROBLEMS} 条。\n`)
  }

  #print(document: unknown): void {
    process.stdout.write(
      `${JSON.stringify(document, (_, value) => (typeof value === 'bigint' ? value.toString() : value), 2)}\n`,
    )
  }
}
