import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, expect, test } from 'vitest'
import { type ExportedFile, exportRun } from '../../../src/app/export/export-run.ts'
import { importReturn } from '../../../src/app/returns/returns-import.ts'
import { simulateReturn } from '../../../src/demo/world/simulated-bank.ts'
import { layoutText } from '../../../src/layout/layout.store.ts'
import type { Run } from '../../../src/run/run.store.ts'
import { testDatabase } from '../../support/database.ts'
import { Payroll } from '../../support/payroll.ts'
import { refusedCodes } from '../../support/sent-run.ts'

const payroll = await new Payroll(await testDatabase()).start()
const maker = payroll.as('经办')
const DIALECTS = { 示例农商银行: 'yibentong', 示例农业银行: 'bank-tab', 示例邮储银行: 'bank-fixed' }
const BANKS = Object.keys(DIALECTS)
for (const [i, owner] of [...'ABCDEF'].entries()) await payroll.account({ owner, bank: BANKS[i % BANKS.length]! })
const lines = [...'ABCDEF'].map((payee, i) => ({ payee, household: `H${i}`, amountFen: 10_000 + i }))

let months = 0
let run: Run
let sent: readonly ExportedFile[]

async function send(dialects: Readonly<Record<string, string>>): Promise<void> {
  run = await payroll.approved(
    lines,
    `20${30 + Math.floor(months / 12)}-${String((months++ % 12) + 1).padStart(2, '0')}`,
  )
  const out = join(payroll.folder, run.number)
  sent = (await exportRun(maker, run.number, { out, bankLayouts: dialects })).files
}

beforeEach(() => send(DIALECTS))

/** What a bank answers to its file: everything paid. */
function answer(bank: string): Buffer {
  const { batch, path } = sent.find((file) => file.batch.bank === bank)!
  return simulateReturn(batch.layout, [readFileSync(path)], { seed: 1, failed: 0, missing: 0 })
}

async function bring(bytes: Buffer | string, layout?: string) {
  const path = join(payroll.folder, `${run.number}-回盘${months++}`)
  writeFileSync(path, bytes)
  return await importReturn(maker, run.number, path, layout ? { layout } : {})
}

test('each bank answers in its own layout, and none has to be named', async () => {
  for (const [i, bank] of BANKS.entries()) {
    const { layout, figures, news } = await bring(answer(bank))
    expect([layout.layout.layout, layout.how, news]).toEqual([DIALECTS[bank as keyof typeof DIALECTS], 'recognised', 2])
    expect(figures.paid.payments).toBe(2 * (i + 1))
  }
})

test('a run of one layout has nothing to recognise; what is asked for holds', async () => {
  await send({})
  expect((await bring(answer(BANKS[0]!))).layout.how).toBe('only')
  await send(DIALECTS)
  expect((await bring(answer(BANKS[1]!), 'bank-tab')).layout.how).toBe('asked')
  expect(await refusedCodes(bring(answer(BANKS[2]!), 'bank-tab'))).toContain('returns.row-shape')
})

test.each(BANKS)(
  '%s: a return cut at any place is refused or a shorter one, in its own layout or in none',
  async (bank) => {
    const whole = answer(bank)
    const seen = new Set<string>()
    for (let length = 0; length < whole.length; length += 7) {
      const came = bring(answer(bank).subarray(0, length))
      const applied = await came.then(
        (result) => result,
        () => null,
      )
      if (!applied) for (const code of await refusedCodes(came)) seen.add(code)
      else {
        expect(applied.layout.layout.layout).toBe(DIALECTS[bank as keyof typeof DIALECTS])
        await send(DIALECTS)
      }
    }
    expect([...seen].every((code) => code.startsWith('returns.'))).toBe(true)
    expect(seen).toContain('returns.layout-unrecognised')
  },
)

test('what no layout of the run reads is refused with their names', async () => {
  expect(await refusedCodes(bring('这不是回盘\n'))).toEqual(['returns.layout-unrecognised'])
  expect(await refusedCodes(bring(''))).toEqual(['returns.layout-unrecognised'])
  expect(await refusedCodes(importReturn(maker, run.number, join(payroll.folder, '没有')))).toEqual([
    'returns.file-missing',
  ])
})

test('two layouts that read the same bytes differently are told apart by whoever imports', async () => {
  const turned = join(payroll.folder, 'turned.yaml')
  const text = layoutText('bank-tab').replace('layout: bank-tab', 'layout: bank-turned')
  // the same columns, with the words for paid and failed the other way round
  const [success, failure] = [/ {2}success: (.*)/.exec(text)![1]!, / {2}failure: (.*)/.exec(text)![1]!]
  writeFileSync(turned, text.replace(success, '§').replace(failure, success).replace('§', failure))
  await send({ ...DIALECTS, 示例农商银行: turned })
  expect(await refusedCodes(bring(answer('示例农业银行')))).toEqual(['returns.layout-ambiguous'])
  expect((await bring(answer('示例农业银行'), 'bank-tab')).figures.paid.payments).toBe(2)
})

test('two layouts whose returns are the same are one', async () => {
  await send({ ...DIALECTS, 示例农商银行: 'yibentong-xlsx', 示例农业银行: 'yibentong' })
  const { layout, figures } = await bring(answer('示例农业银行'))
  expect(layout.how).toBe('recognised')
  expect(figures.paid.payments).toBe(2)
})
