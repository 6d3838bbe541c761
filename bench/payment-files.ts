import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { openContext } from '../src/access/open-context.ts'
import { addUser } from '../src/admin/users.ts'
import { exportRun } from '../src/app/export/export-run.ts'
import { makeApprovedRun } from './make-payments.ts'
import { secondsOf } from './measure.ts'

/** `node dist/bench/payment-files.js [--payments N] [--layout L]`: payments/s written, read back and claimed. */
const { values } = parseArgs({
  options: { payments: { type: 'string', default: '60000' }, layout: { type: 'string', default: 'yibentong' } },
})
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
    const options = { layout: values.layout, out: join(home, 'out') }
    const first = await secondsOf(() => exportRun(maker, run.number, options))
    const second = await secondsOf(() => exportRun(maker, run.number, options))
    const elsewhere = await secondsOf(() => exportRun(maker, run.number, { ...options, out: join(home, 'again') }))
    const peak = Math.round(process.resourceUsage().maxRSS / 1024)
    const rate = (seconds: number) => Math.round(payments / seconds).toLocaleString('en-US')
    console.log(`${values.layout}: ${payments} payments, peak ${peak} MiB`)
    console.log(`  written, read back and claimed  ${first.toFixed(2)} s  ${rate(first)}/s`)
    console.log(`  found unchanged                 ${second.toFixed(2)} s  ${rate(second)}/s`)
    console.log(`  written anew, read back         ${elsewhere.toFixed(2)} s  ${rate(elsewhere)}/s`)
  } finally {
    await context.database.close()
  }
} finally {
  rmSync(home, { recursive: true, force: true })
}
