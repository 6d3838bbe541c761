import type { CalculatedRun } from '../run/run-key.ts'

/** The run that a pack tells of, as of its approved attempt. */
export interface PackedRun extends CalculatedRun {
  /** What the county knew when the attempt was calculated. */
  readonly known: number
}
