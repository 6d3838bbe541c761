import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { packRun } from '../../../src/app/pack/pack.ts'
import { publishList } from '../../../src/app/reconcile/publish-list.ts'
import { reissueRun } from '../../../src/app/reissue/reissue-run.ts'
import { testDatabase } from '../../support/database.ts'
import { accountOf, Payroll } from '../../support/payroll.ts'
import { BackOffice } from '../reissue/support.ts'
import { fenSum, filesUnder, rowsOf, shell } from './support.ts'

const database = await testDatabase()
const payroll = await new Payroll(database).start()
const office = new BackOffice(database, payroll)

test('money that is sent again is packed with both runs, and told to the village only once', async () => {
  for (const owner of ['甲', '乙', '丙']) {
    await payroll.member(`示例-${owner}`, owner)
    await payroll.account({ owner })
  }
  const lines = ['甲', '乙', '丙'].map((payee, i) => ({
    payee,
    household: `示例-${payee}`,
    amountFen: 10_000 * (i + 1),
  }))
  const run = await payroll.approved(lines)
  await office.export(run.number)
  await office.answer(run, ({ household }) => (household === '示例-丙' ? '成功' : '失败'))
  const why = `示例:银行原因,户主 ${payroll.ids.get('甲')}`
  const { run: again } = await reissueRun(payroll.as('经办'), run.number, { sameAccount: true, why })
  await payroll.approve(again!.number)
  await office.export(again!.number)
  for (const number of [run.number, again!.number]) {
    const out = join(payroll.folder, `资料包 ${number}`)
    // the lines of the first run were written down, not worked out, so there is nothing to work out again
    const pack = await packRun(payroll.as('审计'), number, { out, sample: number === run.number ? 0 : 30 })
    expect(pack).toMatchObject({ how: 'written', findings: [], sample: { differing: 0 } })
    expect(shell('sha256sum -c --quiet SHA256SUMS', out)).toBe('')
    const reissued = rowsOf(out, '重发/退票重发.csv')
    expect(reissued.map((row) => [row.原批次, row.补充批次, row.原账户再发])).toEqual(
      [1, 2].map(() => [run.number, again!.number, '是']),
    )
    expect(fenSum(reissued, '金额')).toBe(30_000)
    for (const [file, bytes] of filesUnder(out))
      for (const clear of [...payroll.ids.values(), accountOf('甲'), accountOf('乙')])
        expect([file, bytes.includes(clear)]).toEqual([file, false])
  }
  const pages = readFileSync(join(payroll.folder, `资料包 ${again!.number}`, '抽样', '抽样重算.txt'), 'utf8')
  expect(pages).toContain('家庭情况见原批次的资料包')
  const first = await publishList(payroll.as('经办'), run.number, { out: join(payroll.folder, '一.csv') })
  const second = await publishList(payroll.as('经办'), again!.number, { out: join(payroll.folder, '二.csv') })
  expect([first.lines, first.totalFen, second.lines, second.totalFen]).toEqual([3, 60_000n, 0, 0n])
})
