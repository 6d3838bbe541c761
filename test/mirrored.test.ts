import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { packageRoot } from '../src/db/package-root.ts'
import { filesImportedBy } from '../src/docs/code-map.ts'

/** Rooms of the month's way whose stores are looked at. */
const ROOMS = ['run', 'calculation', 'payment', 'checks', 'returns', 'reissue', 'reconciliation']

/** Stores that say nothing that their step does not say: tried on a real database by the test of that step. */
const TRIED_BY_STEP: Readonly<Record<string, readonly string[]>> = {
  'src/calculation/engine/settle-chunk.ts': ['calculation/arrears/lined-up'],
  'src/app/calculate/calculate-run.ts': [
    ...['calculation/calculation', 'calculation/outcome-rows', 'calculation/match-warnings', 'calculation/undecided'],
    ...['calculation/arrears/changed-since', 'calculation/arrears/open-recovery', 'calculation/citations'],
  ],
  'src/app/calculate/supplement-arrears.ts': ['calculation/arrears/put-in'],
  'src/app/calculate/recover.ts': ['calculation/arrears/recovery-balance'],
  'src/app/inquiry/run-report.ts': ['calculation/run-figures', 'reissue/outstanding'],
  'src/app/inquiry/verify-run.ts': ['calculation/stored-line', 'calculation/attempt-lines'],
  'src/app/run/checks.ts': ['checks/findings'],
  'src/app/export/export-run.ts': [
    ...['payment/gather-outgoing', 'payment/outgoing', 'payment/outgoing-payments', 'payment/render-file'],
    ...['payment/uncarried'],
  ],
  'src/app/returns/returns-import.ts': [
    ...['returns/match', 'returns/misfit-words', 'returns/refusal', 'returns/return-source', 'returns/staged-rows'],
  ],
  'src/app/returns/returns-decide.ts': ['returns/decision'],
  'src/app/returns/returns-undo.ts': ['returns/withdrawal'],
  'src/app/returns/returns-statement.ts': ['returns/statement', 'reconciliation/debits'],
  'src/app/reissue/misdirected-record.ts': ['reissue/misdirected'],
  'src/app/reissue/misdirected-list.ts': ['reissue/claim-list'],
  'src/app/reissue/reissue-run.ts': ['reissue/reissuable', 'reissue/reissue-lines'],
  'src/app/reconcile/breaks.ts': [
    ...['reconciliation/break-event', 'reconciliation/breaks', 'reconciliation/hold-break'],
    ...['reconciliation/differences'],
  ],
  'src/app/reconcile/reconcile-run.ts': [
    ...['reconciliation/line-types', 'reconciliation/payment-list', 'reconciliation/reconciled'],
  ],
  'src/app/inquiry/month-review.ts': [
    ...['reconciliation/change-cause', 'reconciliation/change-lines', 'reconciliation/change-report'],
    ...['reconciliation/change-summary', 'reconciliation/month-change'],
  ],
}

const sources = new Map(
  readdirSync(join(packageRoot, 'src'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => `src/${name.replaceAll('\\', '/')}`)
    .map((file) => [file, readFileSync(join(packageRoot, file), 'utf8')]),
)
const triedByStep = Object.values(TRIED_BY_STEP).flatMap((stores) => stores.map((store) => `src/${store}.store.ts`))

test('what people and the clock do in a month has its test at the path of its step', () => {
  const outside = [...sources].filter(([file]) => /^src\/(cli|clock|demo)\//.test(file))
  const steps = new Set(outside.flatMap(([file, text]) => filesImportedBy(file, text)).filter(isOfApp))
  for (const [file, text] of sources) if (isOfApp(file) && /await requireRole\(/.test(text)) steps.add(file)
  expect(steps.size).toBeGreaterThan(30)
  // a step on one payment that others are made of
  expect([...steps].filter(isUntested)).toEqual(['src/app/reissue/misdirected-payment.ts'])
})

test('every store of the month’s way has a test at its path, or is tried by its step', () => {
  const stores = [...sources.keys()].filter((file) => ROOMS.includes(file.split('/')[1]!) && file.endsWith('.store.ts'))
  expect(stores.filter(isUntested).sort()).toEqual([...triedByStep].sort())
})

test.each(Object.entries(TRIED_BY_STEP))('%s has a test and reaches the stores that it tries', (step, stores) => {
  expect(isUntested(step)).toBe(false)
  const reached = [step]
  for (const file of reached)
    for (const next of filesImportedBy(file, sources.get(file) ?? '')) if (!reached.includes(next)) reached.push(next)
  expect(reached).toEqual(expect.arrayContaining(stores.map((store) => `src/${store}.store.ts`)))
})

function isOfApp(file: string): boolean {
  return file.startsWith('src/app/')
}

function isUntested(file: string): boolean {
  return !existsSync(join(packageRoot, file.replace(/^src\//, 'test/').replace(/\.ts$/, '.test.ts')))
}
