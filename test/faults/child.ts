import { type ChildProcess, spawn } from 'node:child_process'
import { join } from 'node:path'
import { packageRoot } from '../../src/db/package-root.ts'
import { atEnd } from './at-end.ts'
import type { Trial } from './county.ts'

const SCRIPT = join(packageRoot, 'test', 'faults', 'child-step.mjs')

type ChildStep = 'calculate' | 'export'

/** A step of the month in a process of its own, which waits for `go` when it is ready. */
export class Child {
  readonly process: ChildProcess
  #said = ''
  /** What it wrote about its failure. */
  complaint = ''

  /** A process that has loaded the programme and is told later what to do; under a command such as strace where given. */
  private constructor(under: readonly string[]) {
    const [command, ...rest] = [...under, process.execPath, SCRIPT, join(packageRoot, 'dist')]
    this.process = spawn(command!, rest, {
      env: { ...process.env, UV_THREADPOOL_SIZE: '1', NODE_OPTIONS: '' },
      stdio: ['pipe', 'pipe', 'pipe'],
    })
    this.process.stdin!.on('error', () => {}) // it may be dead before it is told to go
    this.process.stdout!.setEncoding('utf8').on('data', (text: string) => {
      this.#said += text
    })
    this.process.stderr!.setEncoding('utf8').on('data', (text: string) => {
      this.complaint += text
    })
  }

  /** A process that is ready for the step; `under` is a command that starts it, such as strace with its options. */
  static async ready(trial: Trial, step: ChildStep, run: string, under: readonly string[] = []): Promise<Child> {
    const child = under.length > 0 ? new Child(under) : Child.#loaded()
    const { url, home, out } = trial
    child.process.stdin!.write(`${JSON.stringify({ url, home, actor: '经办甲', step, run, out })}\n`)
    await child.#says('ready')
    return child
  }

  /** The next one loads the programme while this one is hurt and looked at. */
  static #loaded(): Child {
    const child = Child.#next ?? new Child([])
    if (!Child.#next) atEnd(() => Child.#next?.process.kill('SIGKILL'))
    Child.#next = new Child([])
    return child
  }

  static #next: Child | undefined

  async #says(word: string): Promise<void> {
    while (!this.#said.includes(word) && this.process.exitCode === null && this.process.signalCode === null) {
      await new Promise((resolve) => setTimeout(resolve, 2))
    }
  }

  go(): void {
    this.process.stdin!.write('go\n')
  }

  /** True when the step was done to its end. */
  async ended(): Promise<boolean> {
    if (this.process.exitCode === null && this.process.signalCode === null) {
      await new Promise((resolve) => this.process.once('close', resolve))
    }
    return this.#said.includes('done')
  }
}
