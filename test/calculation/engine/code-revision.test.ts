import { appendFileSync, cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { issueToken } from '../../../src/admin/users.ts'
import { codeRevision, decidingCode, revisionOf } from '../../../src/calculation/engine/code-revision.ts'
import { packageRoot } from '../../../src/db/package-root.ts'
import { importsOf } from '../../../src/kernel/module-imports.ts'
import { huimin } from '../../support/cli.ts'
import { testDatabase } from '../../support/database.ts'
import { testContext } from '../../support/registry.ts'
import { openSampleMonth } from '../../support/sample-county.ts'

const database = await testDatabase()
const copy = mkdtempSync(join(tmpdir(), 'code-revision-'))
const built = join(copy, 'dist')

beforeAll(() => {
  for (const folder of ['src', 'migrations', 'dist']) {
    cpSync(join(packageRoot, folder), join(copy, folder), { recursive: true })
  }
  cpSync(join(packageRoot, 'package.json'), join(copy, 'package.json'))
  symlinkSync(join(packageRoot, 'node_modules'), join(copy, 'node_modules'))
})
afterAll(() => rmSync(copy, { recursive: true }))

const DECIDES_MONEY = [
  'src/calculation/engine/settle-chunk.ts',
  'src/calculation/engine/rework-plan.ts',
  'src/calculation/engine/hand-main.ts',
  'src/calculation/engine/conclude-attempt.ts',
  'src/calculation/arrears/set-off.ts',
  'src/payment/account-choice.store.ts',
  'src/payment/payments.store.ts',
  'src/payment/hold-reason.ts',
  'src/payment/gather-outgoing.store.ts',
  'src/reissue/choose.ts',
  'src/reissue/reissue-lines.store.ts',
  'src/rules/dibao/taper.ts',
  'src/rules/policy-lookups.ts',
  'src/policy/document.ts',
  'src/policy/shapes/dibao.ts',
  'src/registry/household-reader.store.ts',
  'src/kernel/money.ts',
  'src/db/copy.ts',
  'migrations/007-payments.ts',
]

test.each(DECIDES_MONEY)('another %s is another version', (file) => {
  const before = revisionOf(copy, copy)
  appendFileSync(join(copy, file), '// changed\n')
  expect(revisionOf(copy, copy)).not.toBe(before)
})

test.each([
  'src/cli/runs.ts',
  'src/app/calculate/calculate-run.ts',
  'src/reports/line-words.ts',
  'src/layout/form.ts',
  'src/payment/render-file.store.ts',
  'src/pack/read-me.ts',
  'src/intake/column.ts',
])('another %s is the same version', (file) => {
  const before = revisionOf(copy, copy)
  appendFileSync(join(copy, file), '// changed\n')
  expect(revisionOf(copy, copy)).toBe(before)
})

test('a package that the engine uses is part of the version', () => {
  expect(decidingCode(packageRoot).packages).toEqual(expect.arrayContaining(['decimal.js', 'pg', 'yaml', 'zod']))
})

/** Of the rooms that decide, what decides nothing: it prints the rulebook, lists what is stored, or words a refusal. */
const DECIDES_NOTHING = [
  'src/rules/rulebook.ts',
  'src/calculation/attempt-lines.store.ts',
  'src/calculation/refusals.ts',
  'src/calculation/run-figures.store.ts',
  'src/calculation/arrears/put-in-runs.store.ts',
  'src/calculation/arrears/recovery-balance.store.ts',
]

/** Of the payments, what writes down or prints what was decided. */
const PRINTS_PAYMENTS = [
  ...['batch.store.ts', 'held-figures.store.ts', 'manifest.ts', 'outbox.store.ts', 'outgoing-payments.store.ts'],
  ...['refusals.ts', 'render-file.store.ts', 'sent.store.ts', 'uncarried.store.ts'],
].map((name) => `src/payment/${name}`)

test('every file of the payments that decides whom and how much is part of it', () => {
  const { files } = decidingCode(packageRoot)
  const left = sourcesIn('src/payment').filter((file) => !files.has(file) && runs(file))
  expect(left.sort()).toEqual([...PRINTS_PAYMENTS].sort())
})

test('every file of the rules and the calculation that runs is part of it', () => {
  const { files } = decidingCode(packageRoot)
  const left = ['src/rules', 'src/calculation'].flatMap(sourcesIn).filter((file) => !files.has(file))
  expect(left.filter(runs).sort()).toEqual([...DECIDES_NOTHING].sort())
})

test('nothing that is part of it imports by a name worked out while it runs, but the server of this machine', () => {
  const hidden = [...decidingCode(packageRoot).files].filter(([, text]) => /\bimport\(\s*[^'"\s]/.test(text))
  expect(hidden.map(([file]) => file)).toEqual(['src/db/server-binaries.ts'])
})

test('the built programme and its source reach the same files', () => {
  const asSource = [...decidingCode(built, '.js').files.keys()].map((file) => file.replace(/js$/, 'ts'))
  expect(asSource).toEqual([...decidingCode(packageRoot).files.keys()])
  expect(codeRevision()).toBe(revisionOf(packageRoot, packageRoot))
})

test('a run is calculated anew by other code, and verified with a word about it', async () => {
  const context = await testContext(database)
  const run = await openSampleMonth(context)
  const environment = {
    ...{ DATABASE_URL: database.ownerUrl, HUIMIN_HOME: context.home, HUIMIN_USER: '经办甲' },
    HUIMIN_TOKEN: await issueToken(context, '经办甲'),
  }
  const calculate = async (root: string) => {
    const { out, err } = await huimin(['run', 'calculate', run.number, '--json'], environment, root)
    expect(err).toBe('')
    return JSON.parse(out).how
  }
  expect(await calculate(packageRoot)).toBe('calculated')
  expect(await calculate(packageRoot)).toBe('unchanged')
  expect(await calculate(copy)).toBe('unchanged')
  appendFileSync(join(built, 'src/calculation/engine/settle-chunk.js'), '// changed\n')
  const verified = await huimin(['verify', run.number, '--out', join(copy, 'out')], environment, copy)
  expect(verified.out + verified.err).toContain('由程序版本')
  expect(await calculate(copy)).toBe('calculated')
})

function sourcesIn(folder: string): string[] {
  const files = readdirSync(join(packageRoot, folder), { recursive: true, encoding: 'utf8' })
  return files.filter((name) => name.endsWith('.ts')).map((name) => `${folder}/${name.replaceAll('\\', '/')}`)
}

/** Whether anything of the file is left once its types are taken away. */
function runs(file: string): boolean {
  const text = readFileSync(join(packageRoot, file), 'utf8')
  return (
    importsOf(text).some(({ typesOnly }) => !typesOnly) || /^(export )?(async )?(function|const|class) /m.test(text)
  )
}
