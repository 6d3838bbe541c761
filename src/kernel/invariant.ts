/** Stops at a bug of ours: the transaction rolls back and the run stops. Never used for data we were given. */
export function invariant(condition: unknown, message: string): asserts condition {
  if (!condition) throw new BrokenInvariant(message)
}

export class BrokenInvariant extends Error {
  override name = 'BrokenInvariant'
}
