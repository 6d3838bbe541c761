import type { Fen } from './money.ts'

/** `+8.33%`, half up at the second decimal; empty where there is nothing to compare with. */
export function percentOf(part: Fen, whole: Fen): string {
  if (whole === 0n) return ''
  const negative = part < 0n !== whole < 0n && part !== 0n
  const size = (fen: Fen) => (fen < 0n ? -fen : fen)
  const hundredths = (size(part) * 20000n + size(whole)) / (size(whole) * 2n)
  const digits = hundredths.toString().padStart(3, '0')
  return `${negative ? '-' : '+'}${digits.slice(0, -2)}.${digits.slice(-2)}%`
}
