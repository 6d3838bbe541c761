import { cpSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, test } from 'vitest'
import { JOBS } from '../../jobs/index.ts'
import { calculateRun } from '../../src/app/calculate/calculate-run.ts'
import { exportRun } from '../../src/app/export/export-run.ts'
import { tick } from '../../src/clock/tick.ts'
import { parseTickSettings } from '../../src/clock/tick-settings.ts'
import { Refused } from '../../src/kernel/refusal.ts'
import { findRun, listRuns } from '../../src/run/run.store.ts'
import { contentOf, StagedCounty } from './county.ts'
import { brokenInvariants } from './invariants.ts'
import { trials } from './scale.ts'
import { Counting, damageIf } from './tally.ts'

const TIMEOUT = { timeout: 3_600_000 }
let county: StagedCounty
beforeAll(async () => {
  county = await StagedCounty.prepare('exported')
}, 120_000)

test('a backup from before the export is restored after it', TIMEOUT, async () => {
  const counting = new Counting('restored between approve and export')
  for (let round = 0; round < trials(1, 10); round++) {
    const sent = await county.at('exported')
    const restored = await county.at('approved')
    for (const kept of ['outbox', 'out']) cpSync(join(sent.home, kept), join(restored.home, kept), { recursive: true })
    for (const out of [restored.out, join(restored.home, 'elsewhere')]) {
      const end = await exportRun(restored.as('经办甲'), county.number, { out }).catch((error: unknown) => error)
      const code = end instanceof Refused ? end.problems[0]!.code : String(end)
      const { rows } = await restored.as('审计甲').database.pool.query('SELECT count(*)::int AS n FROM batch')
      counting.trial(`${round} ${out === restored.out ? 'same folder' : 'another folder'}`, [
        ...damageIf(code !== 'export.forgotten-file', 'twice', `not refused: ${code}`),
        ...damageIf(rows[0].n > 0, 'twice', 'claimed again'),
      ])
    }
    await Promise.all([sent.end(), restored.end()])
  }
  counting.done()
})

test('the clock put on and back, months missed: each month once, late ones late, none approved', TIMEOUT, async () => {
  const counting = new Counting('clock moved, months missed (ticks)')
  for (let round = 0; round < trials(1, 6); round++) {
    const trial = await county.at('exported')
    const context = trial.as('经办甲')
    const settings = { ...parseTickSettings(''), out: trial.out }
    for (const day of ['2026-08-05', '2026-10-20', '2026-09-01', '2026-10-21', '2026-07-01']) {
      context.setNow(`${day}T02:00:00.000Z`)
      await Promise.all([tick(context, JOBS, { settings }), tick(context, JOBS, { settings })])
      const runs = await listRuns(context.database.sql)
      const approved = runs.filter(
        ({ number, state }) => number !== county.number && !['open', 'calculated', 'void'].includes(state),
      )
      const months = runs.filter(({ kind, state }) => kind === 'regular' && state !== 'void').map(({ month }) => month)
      counting.trial(`${round} ${day}`, [
        ...damageIf(approved.length > 0, 'wrong', `went on by itself: ${approved.map(({ number }) => number)}`),
        ...damageIf(new Set(months).size !== months.length, 'twice', `${months}`),
        ...(await brokenInvariants(context)).map((how) => ({ what: 'wrong', how }) as const),
      ])
    }
    await trial.end()
  }
  counting.done()
})

test('the same lines under any time zone', TIMEOUT, async () => {
  const counting = new Counting('TZ changed')
  const zone = process.env.TZ
  const contents: string[] = []
  try {
    for (const tz of ['UTC', 'Asia/Shanghai', 'America/St_Johns', 'Pacific/Kiritimati']) {
      process.env.TZ = tz
      const trial = await county.at('opened')
      const context = trial.as('经办甲')
      context.setNow('2026-07-31T16:30:00.000Z') // the 1st of August in China
      await calculateRun(context, county.number)
      contents.push(await contentOf(context, await findRun(context.database.sql, county.number)))
      counting.trial(tz, damageIf(contents.at(-1) !== contents[0], 'wrong', 'other lines'))
      await trial.end()
    }
  } finally {
    process.env.TZ = zone
  }
  counting.done()
})
