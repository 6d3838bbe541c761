import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openContext } from '../src/app/open-context.ts'
import { compareSpeed, type SpeedComparison } from './compare-speed.ts'

/** What a process that measured one size tells the one that started it. */
export interface SizeReport extends SpeedComparison {
  readonly postgres: string
  readonly peakRssMiB: number
}

const [households, seed, repeat] = process.argv.slice(2).map(Number)
const report = await measureSize(households!, seed!, repeat!)
process.send!(report)

/** Measures one size on an embedded database of its own, which is removed afterwards. */
async function measureSize(households: number, seed: number, repeat: number): Promise<SizeReport> {
  const home = mkdtempSync(join(tmpdir(), 'huimin-bench-'))
  try {
    const context = await openContext({ home, embedded: true })
    try {
      const compared = await compareSpeed(context, { households, seed }, repeat)
      const { rows } = await context.database.pool.query('SHOW server_version')
      // the first round's: what follows a calculation here (the SQL, the bytes, comparing) is the bench's own
      const peakRssMiB = compared.rounds[0]!.peakMiB
      return { ...compared, postgres: rows[0].server_version, peakRssMiB }
    } finally {
      await context.database.close()
    }
  } finally {
    rmSync(home, { recursive: true, force: true })
  }
}
