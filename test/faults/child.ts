import { type ChildProcess, spawn } from 'node:child_process'
import { join } from 'node:path'
import { packageRoot } from '../../src/db/package-root.ts'
import type { Trial } from './county.ts'

const SCRIPT = join(packageRoot, 'test', 'faults', 'child-step.mjs')

/** A step of the month in a process of its own, which waits for `go` when it is ready. */
export class Child {
  readonly process: ChildProcess
  #said = ''
  /** What it wrote about its failure. */
  complaint = ''

  /** `under` is a command that starts it, such as strace with its options. */
  constructor(trial: Trial, step: 'calculate' | 'export', run: string, under: readonly string[] = []) {
    const args = [SCRIPT, join(packageRoot, 'dist'), trial.url, trial.home, '经办甲', step, run, trial.out]
    const [command, ...rest] = [...under, process.execPath, ...args]
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

  async ready(): Promise<void> {
    while (!this.#said.includes('ready') && this.process.exitCode === null && this.process.signalCode === null) {
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
