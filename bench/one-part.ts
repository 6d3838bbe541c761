import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Context } from '../src/access/context.ts'
import { openContext } from '../src/access/open-context.ts'
import { measureArrears } from './arrears-speed.ts'
import { answersApart } from './banks-apart.ts'
import { compareSpeed } from './compare-speed.ts'
import { measureHistory } from './history-speed.ts'
import { measureIntake } from './intake-speed.ts'
import type { Part, PartReports } from './parts.ts'

const [part, ...numbers] = process.argv.slice(2)
const [households, seed, repeat, workers, months] = numbers.map(Number) as [number, number, number, number, number]
const size = { households, seed }

const MEASURES: { readonly [P in Part]: (context: Context) => Promise<PartReports[P]> } = {
  month: async (context) => {
    const compared = await compareSpeed(context, size, { repeat, workers, banks: answersApart })
    const { rows } = await context.database.pool.query('SHOW server_version')
    return { ...compared, postgres: rows[0].server_version }
  },
  intake: (context) => measureIntake(context, size),
  arrears: (context) => measureArrears(context, size, { repeat, workers }),
  history: (context) => measureHistory(context, size, { months, repeat }),
}

process.send!(await onDatabaseOfItsOwn<unknown>(MEASURES[part as Part]))

async function onDatabaseOfItsOwn<T>(measure: (context: Context) => Promise<T>): Promise<T> {
  const home = mkdtempSync(join(tmpdir(), 'huimin-bench-'))
  try {
    const context = await openContext({ home, embedded: true })
    try {
      return await measure(context)
    } finally {
      await context.database.close()
    }
  } finally {
    rmSync(home, { recursive: true, force: true })
  }
}
