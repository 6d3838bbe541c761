import { readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { expect } from 'vitest'
import { filesToSearch, leakedIn, plantedNumbers, type Said } from './planted.ts'
import { Counting, damageIf } from './tally.ts'

/** Looks for the numbers of a made-up county after every trial of a file: in its home, and at last in the server's log. */
export class Search {
  readonly #planted: readonly string[]
  readonly #counting: Counting

  constructor(households: number) {
    const file = basename(expect.getState().testPath ?? '').replace(/\.(test|faults)\.ts$/, '')
    this.#planted = plantedNumbers(households)
    this.#counting = new Counting(`planted numbers after each trial: ${file}, ${households} households`)
  }

  home(home: string): void {
    this.#look('home', filesToSearch(home))
  }

  log(path: string): void {
    this.#look('server log', [{ name: 'server.log', text: readFileSync(path, 'utf8') }])
  }

  done(): void {
    this.#counting.done()
  }

  #look(where: string, places: readonly Said[]): void {
    const leaks = places.map((place) => ({ place: place.name, leaked: leakedIn(place, this.#planted) }))
    const found = leaks.filter(({ leaked }) => leaked > 0)
    this.#counting.trial(
      where,
      found.flatMap(({ place, leaked }) => damageIf(true, 'wrong', `${leaked} numbers in clear in ${place}`)),
    )
  }
}
