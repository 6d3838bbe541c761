import { type Dirent, existsSync, readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { sampleRows } from '../support/sample-county.ts'

/** A piece of output, and where it was found. */
export interface Said {
  readonly name: string
  readonly text: string
}

/** What goes to the bank and comes from it holds numbers in clear; that is what it is for. Traces are ours. */
const FOR_THE_BANK = /^out\/.*\.(csv|txt|xlsx)$|^out\/(.*\/)?\.[^/]*\.tmp-[^/]*$|回盘[^/]*\.csv$|^strace/

/** The numbers of the persons and accounts of a made-up county. */
export function plantedNumbers(households: number): string[] {
  const { members, accounts } = sampleRows(households)
  return [...members.map((row) => row.身份证号!), ...accounts.map((row) => row.账号!)]
}

/** How many of the numbers stand in clear in this place, or in its name. */
export function leakedIn({ name, text }: Said, planted: readonly string[]): number {
  return planted.filter((number) => text.includes(number) || name.includes(number)).length
}

/** Every file of a home but what is for the bank. */
export function filesToSearch(home: string): Said[] {
  return filesUnder(home).filter(({ name }) => !FOR_THE_BANK.test(name.replaceAll('\\', '/')))
}

/** Every file below a folder, read a byte a character. */
export function filesUnder(folder: string): Said[] {
  if (!existsSync(folder)) return []
  const entries: Dirent[] = readdirSync(folder, { recursive: true, withFileTypes: true, encoding: 'utf8' })
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .map((path) => ({ name: relative(folder, path), text: readFileSync(path, 'latin1') }))
}
