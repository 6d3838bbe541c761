/** For sorting: what `<` says of two of a kind, and 0 where neither comes before the other. */
export function compare<T extends string | bigint>(a: T, b: T): number {
  return a < b ? -1 : a > b ? 1 : 0
}
