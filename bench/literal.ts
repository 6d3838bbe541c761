/** A value as it stands in the text of the hand-written SQL that the bench compares with. */
export function literal(value: string | number | bigint | null): string {
  if (value === null) return 'NULL'
  if (typeof value !== 'string') return String(value)
  return `'${value.replaceAll("'", "''")}'`
}
