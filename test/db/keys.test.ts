import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, describe, expect, test, vi } from 'vitest'
import { resealAll } from '../../src/admin/keys-reseal.ts'
import { keyStandings, rotateKeys } from '../../src/admin/keys-rotate.ts'
import { exportRun } from '../../src/app/export/export-run.ts'
import { eachBenefitLine } from '../../src/app/reconcile/lines.ts'
import { firstBrokenAudit, NO_COUNTY } from '../../src/db/audit.store.ts'
import { Cipher } from '../../src/db/cipher.ts'
import { connectTo, NOBODY } from '../../src/db/connect.ts'
import { addSealKey, loadKeyring, type SealAlgorithm } from '../../src/db/keys.ts'
import { actingAs, codeOf } from '../access/acting.ts'
import { testDatabase } from '../support/database.ts'
import { Payroll } from '../support/payroll.ts'

const folder = mkdtempSync(join(tmpdir(), 'huimin-keys-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
let homes = 0

/** A keyring of a home of its own. */
function newHome(ciphers = ''): string {
  const home = join(folder, `home-${++homes}`)
  vi.stubEnv('HUIMIN_CIPHERS', ciphers)
  loadKeyring(home)
  vi.unstubAllEnvs()
  return home
}

describe.each([
  ['', 1, 1],
  ['sm', 2, 2],
])('keys made with HUIMIN_CIPHERS=「%s」', (ciphers, sealId, hashId) => {
  const cipher = new Cipher(loadKeyring(newHome(ciphers)))

  test('open what they sealed, for the same row only; every value names its algorithm and key', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), fc.string(), (text, row, other) => {
        const sealed = cipher.seal(text, row)
        expect([...sealed.subarray(0, 2)]).toEqual([sealId, 1])
        expect(cipher.open(sealed, row)).toBe(text)
        if (other !== row) expect(() => cipher.open(sealed, other)).toThrow()
      }),
      { numRuns: 200 },
    )
  })

  test('refuse a value of which any one bit was changed, or any end cut off', () => {
    const sealed = cipher.seal('371302194903120012', 'row')
    for (let bit = 0; bit < sealed.length * 8; bit++) {
      const altered = Buffer.from(sealed)
      altered[bit >> 3]! ^= 1 << (bit & 7)
      expect(() => cipher.open(altered, 'row')).toThrow()
    }
    for (let length = 2; length < sealed.length; length++)
      expect(() => cipher.open(sealed.subarray(0, length), 'row')).toThrow()
  })

  test('seal the same number differently each time, and hash it always alike', () => {
    expect(cipher.seal('x', 'row').equals(cipher.seal('x', 'row'))).toBe(false)
    expect(cipher.hash('id', 'x').equals(cipher.hash('id', 'x'))).toBe(true)
    expect(cipher.hash('id', 'x').equals(cipher.hash('account', 'x'))).toBe(false)
    expect(cipher.hash('id', 'x')[0]).toBe(hashId)
  })
})

test('a keys file from before algorithms were named is still read', () => {
  const home = newHome()
  const path = join(home, 'keys.json')
  const keys = JSON.parse(readFileSync(path, 'utf8'))
  const sealed = new Cipher(loadKeyring(home)).seal('x', 'row')
  writeFileSync(
    path,
    JSON.stringify({ seal: { 1: keys.seal[1].key }, sealWith: 1, hash: { id: 1, key: keys.hash.key } }),
  )
  expect(new Cipher(loadKeyring(home)).open(sealed, 'row')).toBe('x')
})

test('a value of a key that this machine does not have is told in one sentence', async () => {
  const sealed = new Cipher(loadKeyring(newHome())).seal('x', 'row')
  sealed[1] = 7
  const open = async () => new Cipher(loadKeyring(newHome())).open(sealed, 'row')
  expect(await codeOf(open())).toBe('keys.unknown')
})

test('a keys file that others may read, or that is no keys file, is not worked with', async () => {
  const home = newHome()
  const path = join(home, 'keys.json')
  const load = async () => loadKeyring(home)
  chmodSync(path, 0o644)
  expect(await codeOf(load())).toBe('keys.readable-by-others')
  chmodSync(path, 0o600)
  writeFileSync(path, readFileSync(path, 'utf8').slice(0, -9))
  expect(await codeOf(load())).toBe('keys.unreadable')
})

test('a key is not added where the keys stand elsewhere, nor when there are as many as may be', async () => {
  const home = newHome()
  const path = join(home, 'keys.json')
  const keys = JSON.parse(readFileSync(path, 'utf8'))
  vi.stubEnv('HUIMIN_KEYS', JSON.stringify(keys))
  expect(await codeOf(addSealKey(home, 'aes', 2))).toBe('keys.in-environment')
  vi.unstubAllEnvs()
  writeFileSync(path, JSON.stringify({ ...keys, seal: { 255: keys.seal[1] }, sealWith: 255 }))
  expect(await codeOf(addSealKey(home, 'aes', 256))).toBe('keys.too-many')
})

describe('a county whose keys are changed', async () => {
  const database = await testDatabase()
  const payroll = await new Payroll(database).start()
  const LETTERS = [...'甲乙丙丁戊己庚辛壬癸子丑']
  for (const letter of LETTERS) {
    await payroll.member(`示例-${letter}`, letter)
    await payroll.account({ owner: letter })
  }
  const run = await payroll.approved(LETTERS.map((payee) => ({ payee, household: `示例-${payee}`, amountFen: 10000 })))
  const admin = await actingAs(payroll.as('管理员'), '管理员')
  const fresh = (actor: string) => ({ ...payroll.as(actor), cipher: new Cipher(loadKeyring(payroll.folder)) })
  const inClear = async () => {
    const rows: string[] = []
    await eachBenefitLine(fresh('审计'), run.number, { unmask: true }, async (some) => {
      rows.push(...some.map((cells) => cells.join()))
    })
    return rows
  }
  const left = async () => (await keyStandings(admin)).filter(({ inForce, numbers }) => !inForce && numbers > 0)

  test.each<[SealAlgorithm, number]>([
    ['sm4', 2],
    ['aes', 3],
  ])('to %s: numbers stay readable before, in the midst of and after sealing anew', async (algorithm, sealWith) => {
    const before = await inClear()
    expect(before.join()).toContain(payroll.ids.get('甲'))
    expect(await rotateKeys(admin, algorithm)).toMatchObject({ sealWith, before: sealWith - 1 })
    expect(statSync(join(payroll.folder, 'keys.json')).mode & 0o077).toBe(0)
    expect(await inClear()).toEqual(before)
    expect((await left()).map(({ key, numbers }) => [key, numbers])).toEqual([[sealWith - 1, 24]])

    let chunks = 0
    const stopped = await resealAll(admin, { chunk: 5, stopping: () => ++chunks > 2 })
    expect(stopped.numbers).toBe(10)
    expect(await inClear()).toEqual(before)
    expect(await resealAll(admin, { chunk: 5 })).toEqual({ sealWith, numbers: 14 })
    expect(await resealAll(admin)).toEqual({ sealWith, numbers: 0 })
    expect([await left(), await inClear()]).toEqual([[], before])
  })

  test('two who seal anew at once do it once', async () => {
    await rotateKeys(admin)
    const other = await actingAs(payroll.as('管理员'), '管理员')
    const both = await Promise.all([resealAll(admin, { chunk: 3 }), resealAll(other, { chunk: 3 })])
    expect(both[0]!.numbers + both[1]!.numbers).toBe(24)
    expect(await left()).toEqual([])
  })

  test('two who rotate at once get keys of their own, or one is refused; nothing that was sealed is lost', async () => {
    const before = await inClear()
    const codes = await Promise.all([codeOf(rotateKeys(admin)), codeOf(rotateKeys(admin))])
    expect(codes.filter((code) => !['done', 'keys.rotated-meanwhile'].includes(code))).toEqual([])
    await resealAll(admin)
    expect(await inClear()).toEqual(before)
  })

  test('the file for the bank is the same, whatever the numbers were sealed with', async () => {
    const out = join(folder, 'out')
    const first = await exportRun(fresh('经办'), run.number, { out, layout: 'bank-tab' })
    await rotateKeys(admin, 'sm4')
    await resealAll(admin)
    const second = await exportRun(fresh('经办'), run.number, { out, layout: 'bank-tab' })
    expect(second.files.map(({ how }) => how)).toEqual(first.files.map(() => 'unchanged'))
  })

  test('it is the administrator’s, and nothing but sealed numbers may he change', async () => {
    for (const actor of ['经办', '复核', '审计'])
      expect([await codeOf(rotateKeys(payroll.as(actor))), await codeOf(resealAll(payroll.as(actor)))]).toEqual([
        'user.role-not-allowed',
        'user.role-not-allowed',
      ])
    const maker = await actingAs(payroll.as('经办'), '经办')
    const rows: [typeof admin, string, string][] = [
      [maker, "UPDATE person SET id_sealed = '\\x0109'", '42501'],
      [admin, "UPDATE person SET birth = '2000-01-01'", '42501'],
      [admin, 'UPDATE account_fact SET holder = holder', '42501'],
      [admin, 'UPDATE person SET id_sealed = id_sealed', '23001'],
      [admin, 'DELETE FROM person', '42501'],
    ]
    for (const [by, text, code] of rows)
      expect([text, await codeOf(by.database.pool.query(text))]).toEqual([text, code])
  })

  test('all of it stands in the audit chains, also with SM3, and they hold', async () => {
    const sm3 = connectTo(database.ownerUrl, true, NOBODY, 'sm3')
    await rotateKeys({ ...payroll.as('管理员'), database: sm3 })
    await resealAll(admin)
    await sm3.close()
    const { rows } = await database.pool.query(
      "SELECT action, substr(hash, 1, 4) = 'sm3:' AS sm3, count(*)::int AS n FROM audit WHERE action LIKE 'keys.%' GROUP BY 1, 2",
    )
    expect(rows.some((row) => row.action === 'keys.rotate' && row.sm3)).toBe(true)
    expect(rows.some((row) => row.action === 'keys.reseal' && row.n > 5)).toBe(true)
    for (const county of [NO_COUNTY, run.county]) expect(await firstBrokenAudit(database.sql, county)).toBe(null)
    const { rows: rotations } = await database.pool.query(
      "SELECT detail FROM audit WHERE action = 'keys.rotate' ORDER BY audit_no LIMIT 1",
    )
    expect(rotations[0].detail).toBe('sm4 key 1 → key 2')
  })
})
