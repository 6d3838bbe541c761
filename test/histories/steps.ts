import { Refused } from '../../src/kernel/refusal.ts'

/** A step that has to be refused, with this code and for nothing else. */
export async function expectRefusal(work: Promise<unknown>, code: string, what: string): Promise<void> {
  const error = await work.then(
    () => null,
    (thrown: unknown) => thrown,
  )
  if (error instanceof Refused && error.problems[0]!.code === code) return
  throw new Error(`${what} was not refused as ${code}`, { cause: error })
}

/** Of several things `count`, wherever chance begins. */
export function some<T>(all: readonly T[], salt: number, count: number): T[] {
  const step = Math.max(1, Math.floor(all.length / Math.max(count, 1)))
  return Array.from({ length: Math.min(count, all.length) }, (_, i) => all[(salt + i * step) % all.length]!)
}

/** A number 0…9 that a name and a seed fix. */
export function picked(name: string, salt: number): number {
  let hash = 2_166_136_261 ^ salt
  for (const character of name) hash = Math.imul(hash ^ character.codePointAt(0)!, 16_777_619)
  return ((hash ^ (hash >>> 13)) >>> 0) % 10
}
