import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { exportRun } from '../../../src/app/export/export-run.ts'
import { accountIdentity } from '../../../src/db/cipher.ts'
import { openAccount, sealAccount } from '../../../src/db/sealed-account.ts'
import { decode } from '../../../src/layout/decode.ts'
import { loadLayout } from '../../../src/layout/layout.store.ts'
import { testDatabase } from '../../support/database.ts'
import { accountOf, Payroll } from '../../support/payroll.ts'

const database = await testDatabase()
const payroll = await new Payroll(database).start()
const { cipher } = payroll

test('an account is sealed with its owner in one field, or alone, and opens for its own hash only', () => {
  const [hash, other] = [cipher.hashHex('account', '6217001'), cipher.hashHex('account', '6217002')]
  for (const idNumber of ['371302195001011007', null]) {
    const sealed = sealAccount(cipher, hash, { account: '6217001', idNumber })
    expect(openAccount(cipher, hash, sealed)).toEqual({ account: '6217001', idNumber })
    expect(() => openAccount(cipher, other, sealed)).toThrow()
  }
  const alone = cipher.seal('6217001', accountIdentity(hash))
  expect(openAccount(cipher, Buffer.from(hash, 'hex'), alone)).toEqual({ account: '6217001', idNumber: null })
})

test('accounts that older versions sealed alone go out with the ID numbers of their owners, beside the others', async () => {
  await payroll.account({ owner: 'A', sealedAlone: true })
  await payroll.account({ owner: 'B' })
  await payroll.account({ owner: 'C', sealedAlone: true })
  const lines = ['A', 'B', 'C'].map((payee, i) => ({ payee, household: `H${i}`, amountFen: 10_000 + i }))
  const run = await payroll.approved(lines, '2027-01')
  const { files } = await exportRun(payroll.as('经办'), run.number, { out: join(payroll.folder, 'out') })
  const { payments } = decode(loadLayout('yibentong'), readFileSync(files[0]!.path))
  expect(payments.map(({ account, idNumber }) => [account, idNumber])).toEqual(
    ['A', 'B', 'C'].map((owner) => [accountOf(owner), payroll.ids.get(owner)]),
  )
  const again = await exportRun(payroll.as('经办'), run.number, { out: join(payroll.folder, 'again') })
  expect(again.files[0]!.batch.sha256).toBe(files[0]!.batch.sha256)
})
