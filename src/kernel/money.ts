/** Integer fen (分), the only form in which money is stored. */
export type Fen = bigint

/** Every rounding a document may name; `half-up-fen` holds where none does. */
export const ROUNDINGS = [
  'half-up-fen',
  'half-up-jiao',
  'half-up-yuan',
  'up-fen',
  'up-jiao',
  'up-yuan',
  'down-yuan',
] as const
export type Rounding = (typeof ROUNDINGS)[number]

/** `134600n` → `1346.00`, as files and arithmetic write it. */
export function formatYuan(fen: Fen): string {
  const sign = fen < 0n ? '-' : ''
  const digits = (fen < 0n ? -fen : fen).toString().padStart(3, '0')
  return `${sign}${digits.slice(0, -2)}.${digits.slice(-2)}`
}

/** `134600n` → `1,346.00`, as tables on a screen write it. */
export function formatYuanGrouped(fen: Fen): string {
  return formatYuan(fen).replace(/\B(?=(\d{3})+(?=\.))/g, ',')
}

/** Reads yuan with at most two decimals (`1346`, `1346.5`, `1,346.00`); anything else is null, never a guess. */
export function parseYuan(text: string): Fen | null {
  const parts = /^(-?)(\d{1,13}|\d{1,3}(?:,\d{3})+)(?:\.(\d{1,2}))?$/.exec(text)
  if (!parts) return null
  const whole = BigInt(parts[2]!.replaceAll(',', ''))
  const fen = whole * 100n + BigInt((parts[3] ?? '').padEnd(2, '0'))
  return parts[1] ? -fen : fen
}
