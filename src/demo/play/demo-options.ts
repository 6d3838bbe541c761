export interface DemoOptions {
  readonly households: number
  readonly month: string
  /** The same seed makes the same families. */
  readonly seed: number
  /** The folder of the demo; it must be new, empty, or an earlier demo's. */
  readonly out: string
}
