import { type Day, isDay } from './month.ts'

const WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
const CHECK_CHARACTERS = '10X98765432'

export type IdFault = 'length' | 'characters' | 'birth-date' | 'check-digit'
export type IdReading =
  | { readonly ok: true; readonly id: string; readonly upgraded: boolean }
  | { readonly ok: false; readonly fault: IdFault }

/** Reads a resident ID number: 18 characters after GB 11643-1999, or 15 that are upgraded (`upgraded` says so). */
export function readIdNumber(text: string): IdReading {
  if (text.length === 15) {
    if (!/^\d{15}$/.test(text)) return { ok: false, fault: 'characters' }
    return readIdNumber18(upgradeIdNumber(text), true)
  }
  if (text.length !== 18) return { ok: false, fault: 'length' }
  return readIdNumber18(text.toUpperCase(), false)
}

function readIdNumber18(id: string, upgraded: boolean): IdReading {
  if (!/^[1-9]\d{16}[\dX]$/.test(id)) return { ok: false, fault: 'characters' }
  if (!isDay(birthDate(id))) return { ok: false, fault: 'birth-date' }
  if (id[17] !== idCheckCharacter(id)) return { ok: false, fault: 'check-digit' }
  return { ok: true, id, upgraded }
}

function upgradeIdNumber(id15: string): string {
  const body = `${id15.slice(0, 6)}19${id15.slice(6)}`
  return body + idCheckCharacter(body)
}

/** The check character of the first 17 digits (ISO 7064 MOD 11-2). */
export function idCheckCharacter(digits: string): string {
  let sum = 0
  for (let i = 0; i < 17; i++) sum += (digits.charCodeAt(i) - 48) * WEIGHTS[i]!
  return CHECK_CHARACTERS[sum % 11]!
}

export function birthDate(id18: string): Day {
  return `${id18.slice(6, 10)}-${id18.slice(10, 12)}-${id18.slice(12, 14)}`
}

/** ISO 7064 MOD 11,10: one decimal check digit over decimal digits; finds every single wrong digit. */
export function mod1110CheckDigit(digits: string): string {
  let product = 10
  for (const digit of digits) {
    const sum = (product + Number(digit)) % 10 || 10
    product = (sum * 2) % 11
  }
  return String((11 - product) % 10)
}
