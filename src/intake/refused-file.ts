import { type Refusal, Refused } from '../kernel/refusal.ts'

/** A whole file refused for one reason, which showed at this line where there is one. */
export function refusedFile(file: string, refusal: Refusal, line?: number | null): Refused {
  return new Refused([{ severity: 'error', file, ...(line ? { line } : {}), ...refusal }])
}
