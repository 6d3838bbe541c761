import { inspect } from 'node:util'

/** Holds a personal number so that printing, logging or serialising it shows only its mask. */
export class Sensitive {
  readonly #value: string
  readonly mask: string

  constructor(value: string, mask: string) {
    this.#value = value
    this.mask = mask
  }

  /** The one way to the clear text; every caller is a place an auditor may ask about. */
  reveal(): string {
    return this.#value
  }

  toString(): string {
    return this.mask
  }

  toJSON(): string {
    return this.mask
  }

  [inspect.custom](): string {
    return this.mask
  }
}

/** `371302194903120012` → `3713**********0012`. */
export function maskIdNumber(id: string): string {
  if (id.length < 8) return '*'.repeat(id.length)
  return id.slice(0, 4) + '*'.repeat(id.length - 8) + id.slice(-4)
}

/** Keeps the last four characters, which is what a bank clerk asks for. */
export function maskAccount(account: string): string {
  if (account.length < 8) return '*'.repeat(account.length)
  return '*'.repeat(account.length - 4) + account.slice(-4)
}
