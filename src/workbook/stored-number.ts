const STORED = /^-?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,4})?$/

/**
 * A number as a workbook stores it, in plain decimals. A workbook holds binary numbers and writes up to 17 digits of
 * them, so that the 1.1 which somebody typed may stand there as 1.1000000000000001; the shortest decimal of the same
 * binary number is what was typed. 215.50000000000003 is another number than 215.5 and stays what it is. Null when the
 * text is no number.
 */
export function storedDecimal(text: string): string | null {
  if (!STORED.test(text)) return null
  const shortest = String(Number(text))
  const parts = /^(-?)(\d+)(?:\.(\d+))?(?:e([+-]\d+))?$/.exec(shortest)
  if (!parts) return null // beyond every finite number
  const [, sign, whole, fraction = '', exponent] = parts
  const plain = exponent ? shifted(whole!, fraction, Number(exponent)) : fraction ? `${whole}.${fraction}` : whole!
  return plain === '0' ? plain : sign + plain
}

/** Moves the point of `whole.fraction`, whose whole part is a single digit, as the exponent says. */
function shifted(whole: string, fraction: string, exponent: number): string {
  const digits = whole + fraction
  if (exponent < 0) return `0.${'0'.repeat(-exponent - 1)}${digits}`
  return digits.padEnd(exponent + 1, '0')
}

/** More decimals than anybody types: what is left over from arithmetic in binary numbers. */
export function isFloatNoise(decimal: string): boolean {
  return significant(decimal).length > 15
}

function significant(decimal: string): string {
  return decimal.replace(/[-.]/g, '').replace(/^0+/, '')
}
