/** The run that a pack tells of, as of its approved attempt. */
export interface PackedRun {
  readonly county: string
  readonly runId: string
  readonly number: string
  readonly month: string
  readonly kind: string
  readonly attempt: number
  /** What the county knew when the attempt was calculated. */
  readonly known: number
}
