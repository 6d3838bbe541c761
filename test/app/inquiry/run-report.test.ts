import { expect, test } from 'vitest'
import { reportRun } from '../../../src/app/inquiry/run-report.ts'
import { describeReport } from '../../../src/cli/run-show.ts'
import { sampleYaml, setting } from '../../policy/sample.ts'
import { testDatabase } from '../../support/database.ts'
import { COUNTY, Payroll } from '../../support/payroll.ts'

const database = await testDatabase()
const payroll = await new Payroll(database).start()
const maker = payroll.as('经办')
await payroll.account({ owner: 'A' })
await payroll.member('HA', 'A')

test('a run’s report tells what the documents of its month do not expect of each other', async () => {
  const yaml = sampleYaml({
    area: COUNTY,
    sets: [setting('taper.months', '{general: 12, disabled: 24}', 'from: 2026-08')],
  })
  await database.pool.query(
    `INSERT INTO policy_document (revision, document, file_name, sha256, yaml) VALUES (1, $1, $2, $3, $4)`,
    ['示例民发〔2099〕1号', '示例.yaml', 'a'.repeat(64), yaml],
  )
  const reportOf = async (month: string) => {
    const run = await payroll.approved([{ payee: 'A', household: 'HA', amountFen: 100 }], month)
    return await reportRun(maker, run.number)
  }
  const before = await reportOf('2026-07')
  expect(before.policyWarnings).toEqual([])
  expect(describeReport(before)).not.toContain('政策文件提示')
  expect(describeReport(await reportOf('2026-08'))).toContain(
    `政策文件提示\n示例.yaml 第9行:区划 ${COUNTY} 2026-08:一般家庭的渐退期是 12 个月(4 个季度),不是 6 个或 8 个季度。`,
  )
})
