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
