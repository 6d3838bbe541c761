import type { Problem } from '../kernel/problem.ts'
import { describeProblem } from '../kernel/problem.ts'

/** What `--json` prints beside `ok`. Money is text in yuan. */
export type JsonResult = Readonly<Record<string, unknown>>

const SHOWN_PROBLEMS = 20

/** Where a command says things: sentences for a person, or one JSON document for a programme. */
export class Output {
  readonly json: boolean

  constructor(json: boolean) {
    this.json = json
  }

  /** A sentence or a table for a person; nothing under `--json`. */
  say(text: string): void {
    if (!this.json) process.stdout.write(`${text}\n`)
  }

  /** A remark beside the result, for a person; not on standard output, which a script may read. */
  note(text: string): void {
    if (!this.json) process.stderr.write(`${text}\n`)
  }

  /** Progress on a terminal, on one line that later text replaces. */
  progress(step: string, done: number, total?: number): void {
    if (this.json || !process.stderr.isTTY) return
    const share = total ? ` / ${total.toLocaleString('en-US')}(${Math.floor((done * 100) / total)}%)` : ''
    process.stderr.write(`\r\x1b[2K${step} ${done.toLocaleString('en-US')}${share}`)
    if (done === total) process.stderr.write('\r\x1b[2K')
  }

  /** The end of a command that did what it was asked. */
  done(result: JsonResult): void {
    if (this.json) this.#print({ ok: true, ...result })
  }

  /** The end of a command that was refused, or that found problems. */
  problems(problems: readonly Problem[], result: JsonResult = {}): void {
    if (this.json) {
      this.#print({ ok: false, ...result, problems })
      return
    }
    for (const problem of problems.slice(0, SHOWN_PROBLEMS)) process.stderr.write(`${describeProblem(problem)}\n`)
    if (problems.length > SHOWN_PROBLEMS) process.stderr.write(`…… 另有 ${problems.length - SHOWN_PROBLEMS} 条。\n`)
  }

  #print(document: unknown): void {
    process.stdout.write(
      `${JSON.stringify(document, (_, value) => (typeof value === 'bigint' ? value.toString() : value), 2)}\n`,
    )
  }
}
