import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { openContext } from '../src/access/open-context.ts'
import { addUser } from '../src/admin/users.ts'
import { exportRun } from '../src/app/export/export-run.ts'
import { reconcileRun } from '../src/app/reconcile/reconcile-run.ts'
import { importReturn } from '../src/app/returns/returns-import.ts'
import { answerAsBanks } from '../src/demo/play/demo-bank.ts'
import { makeApprovedRun } from './make-payments.ts'
import { secondsOf } from './measure.ts'

/** `node dist/bench/return-files.js [--payments N]`: rows of returns matched and applied per second, and the reports. */
const { values } = parseArgs({ options: { payments: { type: 'string', default: '100000' } } })
const payments = Number(values.payments)
const home = mkdtempSync(join(tmpdir(), 'huimin-bench-'))
try {
  const context = await openContext({ home, embedded: true })
  try {
    const admin = { ...context, actor: '示例管理员' }
    await addUser(admin, admin.actor, 'admin')
    await addUser(admin, '示例经办', 'maker')
    await addUser(admin, '示例复核', 'checker')
    const maker = { ...context, actor: '示例经办' }
    const run = await makeApprovedRun(maker, { ...context, actor: '示例复核' }, payments)
    const { files } = await exportRun(maker, run.number, { out: join(home, 'out') })
    const answers = answerAsBanks(files, home, { seed: 1, run: run.number })
    let rows = 0
    const applied = await secondsOf(async () => {
      for (const { path } of answers) rows += (await importReturn(maker, run.number, path)).rows
    })
    const reconciled = await secondsOf(() => reconcileRun(maker, run.number, { out: join(home, 'out') }))
    const cpu = process.resourceUsage()
    console.log(`${rows} rows in ${answers.length} returns, peak ${Math.round(cpu.maxRSS / 1024)} MiB`)
    console.log(
      `  matched and applied  ${applied.toFixed(2)} s  ${Math.round(rows / applied).toLocaleString('en-US')}/s`,
    )
    console.log(`  reconciled           ${reconciled.toFixed(2)} s`)
  } finally {
    await context.database.close()
  }
} finally {
  rmSync(home, { recursive: true, force: true })
}
