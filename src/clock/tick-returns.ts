import { lstat, mkdir, readdir } from 'node:fs/promises'
import { join, parse, resolve } from 'node:path'
import type { Context } from '../access/context.ts'
import { importReturn } from '../app/returns/returns-import.ts'
import { NO_COUNTY } from '../db/audit.store.ts'
import { moveOnce } from '../files/no-clobber.store.ts'
import { publishReport } from '../files/publish-report.store.ts'
import { fileNameWithoutNumbers, withoutPersonalNumbers } from '../kernel/masked-text.ts'
import type { Problem } from '../kernel/problem.ts'
import { Refused } from '../kernel/refusal.ts'
import { REPORT_BOM, reportLines } from '../kernel/report-csv.ts'
import { problemCells } from './problem-cells.ts'
import { CLOCK_REFUSALS } from './refusals.ts'
import type { JobStep, Occurrence, StepOutcome, Tick } from './tick-job.ts'

/** Folders beside the dropped files: what was applied, and what was refused with its problems. */
const APPLIED_FOLDER = '已导入'
const REFUSED_FOLDER = '已拒收'

const RUN_NUMBER = /\d{6}-\d{6}-[RPS]\d+/
const UNFINISHED = /^\.|^~|\.(tmp|part|partial|filepart|crdownload)$/i

/**
 * Applies the return files that the bank's courier programme drops into the folder of the setting: all of a file or
 * nothing of it, by the run's number in the file's name. Each is moved to a folder that tells what became of it.
 */
export const returnPickUpStep: JobStep = {
  async due({ context, settings, today }) {
    const { returns } = settings
    if (!returns) return []
    const names = (await namesIn(returns.folder)).filter((name) => !UNFINISHED.test(name)).sort()
    const files = await Promise.all(names.map((name) => droppedFile(returns.folder, name, returns.settleSeconds)))
    return files.flatMap((file) =>
      file ? [{ county: countyOf(file.name), key: keyOf(context, file), dueOn: today }] : [],
    )
  },
  run: (tick, occurrence) => pickUp(tick, occurrence),
}

/** The names in the folder. Refused where the folder of the setting cannot be read, so that a person can put it right. */
async function namesIn(folder: string): Promise<string[]> {
  try {
    return await readdir(folder)
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException
    throw new Refused(CLOCK_REFUSALS['jobs.returns-folder-unread'](resolve(folder), UNREAD[code] ?? `打不开(${code})`))
  }
}

interface DroppedFile {
  readonly name: string
  readonly size: number
  /** When it came to lie there; a file that is put back is another occurrence. */
  readonly changedMs: number
}

/** Null for what is no plain file, and for what may still be being written. */
async function droppedFile(folder: string, name: string, settleSeconds: number): Promise<DroppedFile | null> {
  const path = join(folder, name)
  const found = await lstat(path).catch(() => null)
  if (!found?.isFile()) return null
  if (Date.now() - Math.max(found.mtimeMs, found.ctimeMs) < settleSeconds * 1000) return null
  return { name, size: found.size, changedMs: Math.trunc(found.ctimeMs) }
}

function keyOf(context: Context, { name, size, changedMs }: DroppedFile): string {
  return `${storedName(context, name)}|${size}|${changedMs}`
}

/** The name without personal numbers; what was hidden is told apart by a keyed hash, from which nobody can guess it. */
function storedName({ cipher }: Context, name: string): string {
  const hidden = fileNameWithoutNumbers(name)
  if (hidden === name) return name
  const { name: stem, ext } = parse(hidden)
  return `${stem}.${cipher.hash('token', name).toString('hex').slice(0, 12)}${ext}`
}

/** The name, in the folder, of the file that an occurrence is about. */
async function nameOf({ context, settings }: Tick, key: string): Promise<string> {
  const stored = key.replace(/\|\d+\|\d+$/, '')
  const found = (await readdir(settings.returns!.folder)).find((name) => storedName(context, name) === stored)
  if (found === undefined) throw new Error(`回盘文件「${stored}」已不在文件夹里。`)
  return found
}

function countyOf(name: string): string {
  return RUN_NUMBER.exec(name)?.[0].slice(0, 6) ?? NO_COUNTY
}

async function pickUp(tick: Tick, { key }: Occurrence): Promise<StepOutcome> {
  const { folder } = tick.settings.returns!
  const name = await nameOf(tick, key)
  const shown = withoutPersonalNumbers(name)
  try {
    const said = await applyFile(tick, join(folder, name), name)
    await moveAside(folder, name, APPLIED_FOLDER)
    return { said: `${shown}:${said}` }
  } catch (error) {
    if (!(error instanceof Refused)) throw error
    await refuse(folder, { name, stored: storedName(tick.context, name) }, error.problems)
    const problems = [refusedFile(shown, error.problems)]
    return { said: `${shown}:拒收 ${error.problems.length} 处问题`, problems }
  }
}

async function applyFile({ context }: Tick, path: string, name: string): Promise<string> {
  const number = RUN_NUMBER.exec(name)?.[0]
  if (!number) throw new Refused(CLOCK_REFUSALS['returns.no-run-in-name'](withoutPersonalNumbers(name)))
  const { changed, rows, news } = await importReturn(context, number, path)
  return changed ? `批次 ${number} 回盘 ${rows} 笔,新结果 ${news} 笔` : `批次 ${number} 早已导入过同一文件,未作改变`
}

async function refuse(
  folder: string,
  { name, stored }: { readonly name: string; readonly stored: string },
  problems: readonly Problem[],
): Promise<void> {
  const aside = join(folder, REFUSED_FOLDER)
  const lines = reportLines([problemCells.titles, ...problems.map(problemCells.of)])
  // the problems first: a file that lies there without them would leave the operator guessing
  await publishReport(aside, `${parse(stored).name}.问题.csv`, [REPORT_BOM, lines])
  await moveAside(folder, name, REFUSED_FOLDER)
}

/** Moves a file within the folder, never over another of the same name. */
async function moveAside(folder: string, name: string, into: string): Promise<void> {
  await mkdir(join(folder, into), { recursive: true })
  const { name: stem, ext } = parse(name)
  for (let version = 1; ; version++) {
    const to = join(folder, into, version === 1 ? name : `${stem}.${version}${ext}`)
    if (await moveOnce(join(folder, name), to)) return
  }
}

const UNREAD: Readonly<Record<string, string>> = {
  ENOENT: '不存在',
  ENOTDIR: '不是文件夹',
  EACCES: '没有权限读取',
}

function refusedFile(name: string, problems: readonly Problem[]): Problem {
  const first = problems[0]
  return {
    code: first?.code ?? 'returns.refused',
    severity: 'error',
    file: name,
    message: `回盘文件没有导入(${problems.length} 处问题,首个:${first?.message ?? ''})`,
    remedy: `文件和问题清单在「${REFUSED_FOLDER}」文件夹;请联系银行更正后重新放入。`,
  }
}
