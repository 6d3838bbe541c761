import pg from 'pg'
import { beforeAll, describe, expect, test } from 'vitest'
import { openSession, setPassword } from '../../src/admin/passwords.ts'
import { bindUser, demandTokens, disableUser, enableUser, unlockUser } from '../../src/admin/user-changes.ts'
import { addUser, issueToken, issueTokenFor, listUsers } from '../../src/admin/users.ts'
import { testDatabase } from '../support/database.ts'
import { type TestContext, testContext } from '../support/registry.ts'
import { actingAs, codeOf } from './acting.ts'

let context: TestContext
let admin: TestContext
let owner: pg.Client

beforeAll(async () => {
  context = await testContext(await testDatabase())
  admin = context.as('管理员甲')
  owner = new pg.Client({ connectionString: context.database.ownerUrl })
  await owner.connect()
  return () => owner.end()
})

const onServer = (actor: string, token = '') => actingAs(context, actor, token, false)
const signs = (actor: string, token = '') => codeOf(onServer(actor, token))
const lockOf = async (user: string) => (await listUsers(context)).find(({ name }) => name === user)!.lockedUntil

describe('who acts on a server proves it', () => {
  test('while nobody has a token only an administrator works, to give out the first', async () => {
    expect([await signs('管理员甲'), await signs('经办甲'), await signs('没有此人')]).toEqual([
      'done',
      'user.token-missing',
      'done', // reads at most; what he may not do is refused where a role is asked for
    ])
  })

  test('after that everybody does, the administrator too', async () => {
    const token = await issueToken(admin, '经办甲')
    const rows = [
      ['经办甲', token, 'done'],
      ['经办甲', '', 'user.token-wrong'],
      ['经办甲', `${token}x`, 'user.token-wrong'],
      ['经办乙', token, 'user.token-missing'],
      ['管理员甲', '', 'user.token-missing'],
      ['没有此人', token, 'user.unknown'],
      ['', '', 'user.not-named'],
    ] as const
    for (const [actor, given, code] of rows) expect([actor, await signs(actor, given)]).toEqual([actor, code])
  })

  test('a new token ends the old one; an expired one is refused', async () => {
    const old = await issueToken(admin, '复核甲')
    const { token, expiresAt } = await issueTokenFor(admin, '复核甲', 1)
    expect([await signs('复核甲', old), await signs('复核甲', token)]).toEqual(['user.token-wrong', 'done'])
    const { rows } = await owner.query('SELECT $1::timestamptz - now() AS left', [expiresAt])
    expect(rows[0].left.hours === 23 || rows[0].left.days === 1).toBe(true)
    await owner.query("UPDATE app_user SET token_expires_at = now() - interval '1 second' WHERE name = '复核甲'")
    expect(await signs('复核甲', token)).toBe('user.token-expired')
  })

  test.each([0, 367, 1.5])('a token for %s days is refused', async (days) => {
    expect(await codeOf(issueTokenFor(admin, '复核甲', days))).toBe('user.token-days')
  })

  test('five wrong tokens in a row lock the user, whom then not even the right one lets in', async () => {
    const token = await issueToken(admin, '经办乙')
    const wrong = async (times: number) => {
      const codes: string[] = []
      for (let i = 0; i < times; i++) codes.push(await signs('经办乙', 'wrong'))
      return codes
    }
    await wrong(4)
    expect(await signs('经办乙', token)).toBe('done') // the right one makes earlier failures count no more
    expect(await wrong(5)).toEqual([...Array(4).fill('user.token-wrong'), 'user.locked'])
    expect(await signs('经办乙', token)).toBe('user.locked')
    expect(await codeOf(unlockUser(context.as('经办甲'), '经办乙'))).toBe('user.role-not-allowed')
    expect([await unlockUser(admin, '经办乙'), await unlockUser(admin, '经办乙')]).toEqual([true, false])
    expect(await signs('经办乙', token)).toBe('done')
  })

  test('a lock ends by itself', async () => {
    const token = await issueToken(admin, '经办乙')
    for (let i = 0; i < 5; i++) await signs('经办乙', 'wrong')
    expect([await signs('经办乙', token), await lockOf('经办乙')]).toEqual(['user.locked', expect.any(String)])
    await owner.query("UPDATE app_user SET locked_until = now() - interval '1 second' WHERE name = '经办乙'")
    expect([await lockOf('经办乙'), await unlockUser(admin, '经办乙')]).toEqual([null, false])
    expect(await signs('经办乙', token)).toBe('done')
  })

  test('sixteen wrong ones at the same time count sixteen times', async () => {
    const codes = await Promise.all(Array.from({ length: 16 }, () => signs('复核乙', 'x')))
    expect(codes).toEqual(Array(16).fill('user.token-missing'))
    await issueToken(admin, '复核乙')
    const wrong = await Promise.all(Array.from({ length: 16 }, () => signs('复核乙', 'x')))
    expect(wrong).toContain('user.locked')
    await unlockUser(admin, '复核乙')
  })
})

describe('passwords', () => {
  test('only a hash is kept; a right one gives a token for the day', async () => {
    await setPassword(context.as('审计甲'), '审计甲', '正确 的马 电池 订书钉')
    const { rows } = await owner.query("SELECT password FROM app_user WHERE name = '审计甲'")
    expect(rows[0].password).toMatch(/^scrypt\$32768\$[^$]+\$[^$]+$/)
    expect(await codeOf(openSession(context, '审计甲', '正确 的马 电池'))).toBe('user.password-wrong')
    const { token } = await openSession(context, '审计甲', '正确 的马 电池 订书钉')
    expect(await signs('审计甲', token)).toBe('done')
  })

  test.each(['', '九个字太短了吧不够', '审计甲'])('「%s」 is refused as a password', async (password) => {
    expect(await codeOf(setPassword(admin, '审计甲', password))).toBe('user.password-weak')
  })

  test('nobody sets the password of somebody else, but an administrator', async () => {
    expect(await codeOf(setPassword(context.as('经办甲'), '审计甲', '我来替你设一个密码吧'))).toBe(
      'user.role-not-allowed',
    )
  })

  test('an unknown user, one without a password and a wrong password are told alike; five lock', async () => {
    const tries = [openSession(context, '没有此人', 'x'), openSession(context, '经办甲', 'x')]
    expect(await Promise.all(tries.map(codeOf))).toEqual(['user.password-wrong', 'user.password-wrong'])
    const codes: string[] = []
    for (let i = 0; i < 6; i++) codes.push(await codeOf(openSession(context, '审计甲', 'wrong')))
    expect(codes.slice(-2)).toEqual(['user.locked', 'user.locked'])
    expect(await codeOf(openSession(context, '审计甲', '正确 的马 电池 订书钉'))).toBe('user.locked')
  })
})

describe('users come and go', () => {
  test('a disabled user can do nothing, comes back without token, and stays on what he did', async () => {
    await addUser(admin, '经办丙', 'maker')
    const token = await issueToken(admin, '经办丙')
    expect(await codeOf(disableUser(context.as('经办甲'), '经办丙'))).toBe('user.role-not-allowed')
    expect([await disableUser(admin, '经办丙'), await disableUser(admin, '经办丙')]).toEqual([true, false])
    expect(await signs('经办丙', token)).toBe('user.disabled')
    expect(await codeOf(issueToken(context.as('经办丙'), '经办丙'))).toBe('user.disabled')
    expect(await enableUser(admin, '经办丙')).toBe(true)
    expect(await signs('经办丙', token)).toBe('user.token-missing')
  })

  test('the last administrator stays, also when two disable each other at once', async () => {
    expect(await codeOf(disableUser(admin, '管理员甲'))).toBe('user.last-admin')
    await addUser(admin, '管理员乙', 'admin')
    const both = [disableUser(admin, '管理员乙'), disableUser(context.as('管理员乙'), '管理员甲')]
    const codes = await Promise.all(both.map(codeOf))
    const active = (await listUsers(context)).filter(({ role, disabled }) => role === 'admin' && !disabled)
    expect([active.length, codes.filter((code) => code === 'done').length]).toEqual([1, 1])
    if (active[0]!.name === '管理员乙') await enableUser(context.as('管理员乙'), '管理员甲')
  })

  test.each(['371302194903120012', '电话13812345678'])('「%s」 is refused as a name', async (name) => {
    expect(await codeOf(addUser(admin, name, 'maker'))).toBe('user.name-is-number')
  })

  test.each([
    ['maker', ['37130'], 'user.county-invalid'],
    ['maker', [], 'user.county-invalid'],
    ['admin', ['371302'], 'user.admin-bound'],
  ] as const)('a %s bound to %s is refused', async (role, counties, code) => {
    expect(await codeOf(addUser(admin, '新人', role, counties))).toBe(code)
  })

  test('counties can be changed later', async () => {
    expect([await bindUser(admin, '经办甲', ['371302']), await bindUser(admin, '经办甲', ['371302'])]).toEqual([
      true,
      false,
    ])
    expect(await bindUser(admin, '经办甲', null)).toBe(true)
  })
})

test('the embedded database asks for a token once an administrator demands it', async () => {
  const embedded = (token: string) => codeOf(actingAs(context, '经办甲', token))
  const token = await issueToken(admin, '经办甲')
  expect(await embedded('')).toBe('done')
  await issueToken(admin, '管理员甲')
  await demandTokens(admin, true)
  expect([await embedded(''), await embedded(token)]).toEqual(['user.token-wrong', 'done'])
  await demandTokens(admin, false)
  expect(await embedded('')).toBe('done')
})
