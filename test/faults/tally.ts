import { appendFileSync } from 'node:fs'
import { expect } from 'vitest'
import { LONG, SEED } from './scale.ts'

/** What one fault did over its trials; recovery in milliseconds. */
export interface Tally {
  readonly fault: string
  trials: number
  lost: number
  twice: number
  wrong: number
  byHand: number
  readonly recoveryMs: number[]
}

/** Why a trial was not clean: money or work lost, done twice, or something else that should not be. */
export type Damage = { readonly what: 'lost' | 'twice' | 'wrong' | 'byHand'; readonly how: string }

/** Counts the trials of one fault; `done` hands the figures to `npm run test:faults` and wants 0 / 0 / 0. */
export class Counting {
  readonly #tally: Tally
  readonly #found: string[] = []

  constructor(fault: string) {
    this.#tally = { fault, trials: 0, lost: 0, twice: 0, wrong: 0, byHand: 0, recoveryMs: [] }
  }

  /** One trial, named so that it can be found again, with the damage that was found after it. */
  trial(name: string, damage: readonly Damage[], recoveryMs?: number): void {
    this.#tally.trials++
    this.afterwards(name, damage, recoveryMs)
  }

  /** What was found once several trials were over. */
  afterwards(name: string, damage: readonly Damage[], recoveryMs?: number): void {
    if (recoveryMs !== undefined) this.#tally.recoveryMs.push(Math.round(recoveryMs))
    for (const { what, how } of damage) {
      this.#tally[what]++
      this.#found.push(`${name}: ${what}: ${how}`)
    }
  }

  done(): void {
    const path = process.env.HUIMIN_FAULTS_OUT
    if (path) appendFileSync(path, `${JSON.stringify({ ...this.#tally, seed: SEED, found: this.#found })}\n`)
    const { trials, recoveryMs: _, fault, ...damage } = this.#tally
    if (LONG) process.stdout.write(`${fault}: ${trials} trials, ${JSON.stringify(damage)}\n`) // the table comes at the end
    expect({ ...damage, found: this.#found }).toEqual({ lost: 0, twice: 0, wrong: 0, byHand: 0, found: [] })
    expect(trials, fault).toBeGreaterThan(0)
  }
}

/** Shorthand where a look either finds the trouble named or nothing. */
export function damageIf(bad: boolean, what: Damage['what'], how: string): Damage[] {
  return bad ? [{ what, how }] : []
}
