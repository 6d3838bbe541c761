const PERSONAL = /[0-9０-９]{14,}[0-9０-９XxＸｘ]/g

/** Long numbers that are nobody's: a 支付编号, and a sha256 in hex. */
const NOBODYS = /(?<![0-9A-Za-z])(?:[RPS][0-9]{20}|[0-9a-f]{64})(?![0-9A-Za-z])/
const NOBODYS_OR_PERSONAL = new RegExp(`${NOBODYS.source}|${PERSONAL.source}`, 'g')

/**
 * Hides what could be an ID or account number in a text that a person will read: every run of 15 digits or more keeps
 * its first and last four, wherever it stands. A payment is still told by its number, and a file by its sha256.
 */
export function withoutPersonalNumbers(text: string): string {
  return text.replace(NOBODYS_OR_PERSONAL, (run) =>
    NOBODYS.test(run) ? run : run.slice(0, 4) + '*'.repeat(run.length - 8) + run.slice(-4),
  )
}

/** The name of a file as it is told and stored: a number in it is hidden, with signs that a file's name may hold. */
export function fileNameWithoutNumbers(name: string): string {
  return withoutPersonalNumbers(name).replaceAll('*', '_')
}
