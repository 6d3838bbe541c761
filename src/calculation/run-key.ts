/** Which run a calculation is for. */
export interface RunKey {
  readonly county: string
  readonly runId: string
  readonly number: string
  readonly month: string
}
