const PERSONAL = /[0-9０-９]{14,}[0-9０-９XxＸｘ]/g

/**
 * Hides what could be an ID or account number in a text that a person will read: every run of 15 digits or more keeps
 * its first and last four, wherever it stands.
 */
export function withoutPersonalNumbers(text: string): string {
  return text.replace(PERSONAL, (run) => run.slice(0, 4) + '*'.repeat(run.length - 8) + run.slice(-4))
}

/** The name of a file as it is told and stored: a number in it is hidden, with signs that a file's name may hold. */
export function fileNameWithoutNumbers(name: string): string {
  return withoutPersonalNumbers(name).replaceAll('*', '_')
}
