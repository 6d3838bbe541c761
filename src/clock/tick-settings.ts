import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { LineCounter, parseDocument } from 'yaml'
import { z } from 'zod'
import { isCounty } from '../kernel/area.ts'
import { isMonth } from '../kernel/month.ts'
import type { Problem } from '../kernel/problem.ts'
import { Refused } from '../kernel/refusal.ts'

const dayOfMonth = z.int().min(1).max(28)
const county = z.string().refine(isCounty)
const month = z.string().refine(isMonth)

const SETTINGS = z.strictObject({
  payroll: z
    .strictObject({
      /** The day of the month from which the month's regular run is opened and calculated. */
      day: dayOfMonth.default(1),
      /** The last day by which the month should be paid. */
      deadline: dayOfMonth.default(10),
      /** How many days before the deadline the warnings begin. */
      warnDays: z.int().min(0).max(27).default(3),
      /** The first month of a county that never had a run by hand; without it nothing is opened for such a county. */
      firstMonths: z.record(county, month).default({}),
    })
    .prefault({}),
  /** Where payment files stand (`<out>/<run>`), and where the night's reports go (`<out>/夜间/<day>`). */
  out: z.string().min(1).default('out'),
  returns: z
    .strictObject({
      /** The folder into which the bank's courier programme drops return files. */
      folder: z.string().min(1),
      /** A file that changed less than so many seconds ago may still be being written. */
      settleSeconds: z.int().min(0).max(3600).default(60),
    })
    .nullable()
    .default(null),
  /** How many months back closed runs are verified every night as well. */
  verifyMonths: z.int().min(0).max(120).default(1),
  backup: z.strictObject({ maxAgeDays: z.int().min(1).max(365).default(1) }).prefault({}),
})

/** What the bureau has decided about the jobs; days are those of the calendar in China. */
export type TickSettings = z.infer<typeof SETTINGS>

export const SETTINGS_NAME = 'jobs.yaml'

/** Reads `jobs.yaml` of the home; what it does not say has its default. Refused with the line of each mistake. */
export function readTickSettings(home: string): TickSettings {
  const path = join(home, SETTINGS_NAME)
  return parseTickSettings(existsSync(path) ? readFileSync(path, 'utf8') : '', path)
}

/** The settings that a text says. */
export function parseTickSettings(text: string, file = SETTINGS_NAME): TickSettings {
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false })
  const lineAt = (offset: number) => Math.max(1, lines.linePos(offset).line)
  const faults = document.errors.map(({ pos }) => mistake(file, lineAt(pos[0]), '这一行不合 YAML 格式'))
  if (faults.length > 0) throw new Refused(faults)
  const read = SETTINGS.safeParse(document.toJS() ?? {})
  if (read.success) return read.data
  const problems = read.error.issues.map(({ path, ...issue }) => {
    const keys = issue.code === 'unrecognized_keys' ? issue.keys : []
    const place = [...path.map(String), ...keys.slice(0, 1)]
    return mistake(file, lineOf(document, place, lineAt), `设置「${place.join('.')}」不认识或值不对`)
  })
  throw new Refused(problems)
}

type Document = ReturnType<typeof parseDocument>

function lineOf(document: Document, path: readonly string[], lineAt: (offset: number) => number): number {
  for (let length = path.length; length > 0; length--) {
    const node = document.getIn(path.slice(0, length), true) as { range?: [number, number, number] } | undefined
    if (node?.range) return lineAt(node.range[0])
  }
  return 1
}

function mistake(file: string, line: number, message: string): Problem {
  return {
    code: 'jobs.setting-invalid',
    severity: 'error',
    file,
    line,
    message: `${message}。`,
    remedy: '可写的设置和取值见 docs/OPERATIONS.md。',
  }
}
