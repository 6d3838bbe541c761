import { type Context, requireRole } from '../../access/context.ts'
import { appendAudit, NO_COUNTY } from '../../db/audit.store.ts'
import { type LoadedTable, refreshStatistics } from '../../db/statistics.ts'
import { inTransaction, type Tx } from '../../db/transaction.ts'
import type { ColumnNames } from '../../intake/column-names.ts'
import type { IntakeKind } from '../../intake/kind.ts'
import type { Problem } from '../../kernel/problem.ts'
import { advanceKnowledge, lockFor } from '../../registry/county-intake.store.ts'
import {
  countStage,
  type EarlierIntake,
  findEarlierIntake,
  type IntakeCounts,
  recordIntake,
} from '../../registry/earlier-intake.store.ts'
import { INTAKE_TABLES } from '../../registry/intake-tables.ts'
import { appendFresh, judgeStage } from '../../registry/merge-intake.store.ts'
import { createStage } from '../../registry/stage-intake.store.ts'
import { columnNames, type ImportOptions, kindOf, requireCounty } from './import-options.ts'
import { problemFilePath, removeProblemFile, writeProblemFile } from './import-problems.ts'
import { stageRows } from './import-rows.ts'
import { type ImportSource, surveySource } from './import-source.ts'

export interface ImportResult {
  readonly kind: string
  readonly file: string
  readonly encoding: string
  /** rows = accepted + refused, accepted includes unchanged, all of the whole file; a strict refusal accepts none. */
  readonly rows: number
  readonly accepted: number
  readonly unchanged: number
  readonly refused: number
  readonly warnings: number
  /** The problem file; null when there is nothing to list. */
  readonly problemFile: string | null
  /** When these very bytes were first imported. */
  readonly alreadyImported?: string
  /** The first 1,000. */
  readonly problems: readonly Problem[]
  /** Whether anything was stored: false for a dry run, and for a strict one that was refused. */
  readonly stored: boolean
}

interface Job {
  readonly context: Context
  readonly kind: IntakeKind
  readonly source: ImportSource
  readonly names: ColumnNames
  /** What makes two imports the same: the file's hash, its sheet, and the column map's hash where there is one. */
  readonly identity: string
  readonly options: ImportOptions
  readonly turn: Turn
}

/** When an import that others go before and after may look up what they stored, and lets the next one begin to read. */
interface Turn {
  readonly before: Promise<unknown>
  readonly onRead: () => void
}

const ALONE: Turn = { before: Promise.resolve(), onRead: () => {} }

/** Imports one file of one kind in one transaction: its good rows, while bad ones are refused with reasons. */
export async function importFile(
  context: Context,
  kindName: string,
  path: string,
  options: ImportOptions = {},
  turn = ALONE,
): Promise<ImportResult> {
  await requireRole(context, 'maker', 'admin')
  const kind = kindOf(kindName)
  requireCounty(options.county)
  const { names, mapHash } = columnNames(kind, options.columns)
  const source = await surveySource(path, options.sheet)
  const job: Job = {
    context,
    kind,
    source,
    names,
    identity: source.sha256 + sheetMark(source) + mapHash,
    options,
    turn,
  }
  try {
    const result = await inTransaction(context.database.pool, async (tx) => await importIn(tx, job))
    if (result.accepted > result.unchanged) await refreshStatistics(context.database.pool, loadedBy(kind.code))
    return result
  } catch (error) {
    if (error instanceof Undone) return error.result
    throw error
  }
}

/** One workbook may be imported once for each of its sheets. */
function sheetMark({ sheet }: ImportSource): string {
  return sheet && sheet.index > 0 ? `:sheet${sheet.index + 1}` : ''
}

function loadedBy(kindCode: string): LoadedTable[] {
  const { table, persons } = INTAKE_TABLES[kindCode]!
  return persons.some(({ creates }) => creates) ? ['person', table] : [table]
}

const NOTHING = { accepted: 0, unchanged: 0 }

/** Carries the result of an import that stores nothing out of its transaction. */
class Undone extends Error {
  readonly result: ImportResult

  constructor(result: ImportResult) {
    super('undone')
    this.result = result
  }
}

async function importIn(tx: Tx, job: Job): Promise<ImportResult> {
  const { context, kind, source, options } = job
  await lockFor(tx, `${kind.code} ${job.identity}`)
  const earlier = await findEarlierIntake(tx, kind.code, job.identity)
  if (earlier && earlier.refusedLines.length === 0) return alreadyImported(job, earlier)
  const table = INTAKE_TABLES[kind.code]!
  await createStage(tx, table)
  const { rows, positions } = await stageRows(tx, {
    ...{ kind, table, source, names: job.names, cipher: context.cipher, lines: earlier?.refusedLines ?? null },
    progress: (bytes) => context.progress(`读入 ${source.file}`, bytes, source.bytes, 'bytes'),
  })
  job.turn.onRead()
  await job.turn.before
  context.progress(`核对并存入 ${source.file}`, rows)
  await judgeStage(tx, table, options.county ?? null)
  const counts = withEarlier(await countStage(tx, rows), earlier)
  const result = await report(tx, job, counts, { earlier, positions })
  const unwanted = options.dryRun || (options.strict && counts.refused > 0)
  if (unwanted) throw new Undone({ ...result, ...(options.dryRun ? {} : NOTHING), stored: false })
  if (!earlier || counts.refused < earlier.refusedLines.length) await store(tx, job, counts)
  return result
}

/** Figures of the whole file, when only the lines that were refused before have been tried. */
function withEarlier(counts: IntakeCounts, earlier: EarlierIntake | null): IntakeCounts {
  if (!earlier) return counts
  const accepted = earlier.accepted + counts.accepted
  return { ...counts, rows: earlier.rows, accepted, unchanged: accepted - counts.appended }
}

async function store(tx: Tx, job: Job, counts: IntakeCounts): Promise<void> {
  const { context, kind, source, identity } = job
  const at = context.now()
  const intake = { kind: kind.code, fileName: source.file, sha256: identity, encoding: source.encoding }
  const intakeNo = await recordIntake(tx, { ...intake, actor: context.actor, at }, counts)
  if (counts.appended === 0) return
  const what = `import ${kind.code} ${intakeNo}`
  const counties = kind.code === 'indices' ? [NO_COUNTY] : await advanceKnowledge(tx, at, context.actor, what)
  await appendFresh(tx, INTAKE_TABLES[kind.code]!, intakeNo)
  const detail = JSON.stringify({ intake: intakeNo, ...intake, ...counts })
  for (const county of counties) await appendAudit(tx, county, { at, actor: context.actor, action: 'import', detail })
}

interface Findings {
  readonly earlier: EarlierIntake | null
  readonly positions: ReadonlyMap<string, number>
}

async function report(tx: Tx, job: Job, counts: IntakeCounts, { earlier, positions }: Findings): Promise<ImportResult> {
  const { kind, source } = job
  const path = problemFilePath(source.path)
  const found = counts.refused + counts.warnings > 0
  const problems = found
    ? await writeProblemFile(tx, { file: source.file, sheet: source.sheet?.name ?? null, positions }, path)
    : []
  if (!found) removeProblemFile(path)
  const { rows, accepted, unchanged, refused, warnings } = counts
  return {
    ...{ kind: kind.code, file: source.file, encoding: source.encoding, rows, accepted, unchanged, refused, warnings },
    problemFile: found ? path : null,
    ...(earlier ? { alreadyImported: earlier.firstAt } : {}),
    ...{ problems, stored: true },
  }
}

function alreadyImported({ kind, source }: Job, { firstAt, rows }: EarlierIntake): ImportResult {
  return {
    ...{ kind: kind.code, file: source.file, encoding: source.encoding },
    ...{ rows, accepted: rows, unchanged: rows, refused: 0, warnings: 0 },
    ...{ problemFile: null, alreadyImported: firstAt, problems: [], stored: true },
  }
}
