import { afterAll } from 'vitest'

const ends: (() => unknown)[] = []

// registered while the file is read: vitest passes over what a hook or a test registers later
afterAll(async () => {
  for (const end of ends.reverse()) await end()
}, 120_000)

/** Does this when the test file is over, the last thing first. */
export function atEnd(end: () => unknown): void {
  ends.push(end)
}
