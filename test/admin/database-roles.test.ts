import pg from 'pg'
import { describe, expect, test } from 'vitest'
import { archiveMonth } from '../../src/admin/backup/month-archive.ts'
import { makeRoles, plannedRoles } from '../../src/admin/database-roles.ts'
import { listUsers } from '../../src/admin/users.ts'
import { connectTo } from '../../src/db/connect.ts'
import { assertMigrated } from '../../src/db/migrate.ts'
import { codeOf } from '../access/acting.ts'
import { testDatabase } from '../support/database.ts'
import { testContext } from '../support/registry.ts'

describe('the login that a bureau’s server has for the programme', async () => {
  const database = await testDatabase()
  const context = await testContext(database)

  /** The address of the test's database for the login, which gets a password as a server's administrator gives one. */
  async function addressOf(login: string): Promise<string> {
    const owner = new pg.Client({ connectionString: database.ownerUrl })
    await owner.connect()
    await owner.query(`ALTER ROLE ${login} PASSWORD '示例密码'`)
    await owner.end()
    const url = new URL(database.ownerUrl)
    url.username = login
    url.password = '示例密码'
    return url.href
  }

  test('works as the programme does, and is nothing by itself', async () => {
    const login = await makeRoles(database.ownerUrl)
    expect(await makeRoles(database.ownerUrl)).toBe(login) // again, nothing changes
    const url = await addressOf(login)
    await assertMigrated(url)
    const working = connectTo(url, false)
    expect((await listUsers({ ...context, database: working })).length).toBe(6)
    expect(await codeOf(working.pool.query('DELETE FROM line'))).toBe('42501')
    const admin = { ...context, actor: '管理员甲', database: { ...context.database, ownerUrl: url } }
    expect(await codeOf(archiveMonth(admin, '2026-01', '示例.gz'))).toBe('archive.not-owner')
    await working.close()
    const bare = new pg.Client({ connectionString: url })
    await bare.connect()
    expect(await codeOf(makeRoles(url))).toBe('database.roles-not-allowed')
    for (const text of ['SELECT FROM line', 'SELECT FROM app_user', 'DROP TABLE line', 'SET ROLE huimin'])
      expect([text, await codeOf(bare.query(text))]).toEqual([text, '42501'])
    const { rows } = await bare.query("SELECT current_setting('log_error_verbosity') AS words")
    expect(rows[0].words).toBe('terse')
    await bare.end()
  })

  test('what is printed is what is run', async () => {
    const statements = await plannedRoles(database.ownerUrl)
    const owner = new pg.Client({ connectionString: database.ownerUrl })
    await owner.connect()
    await owner.query(statements.map((statement) => `${statement};`).join('\n'))
    await owner.end()
    expect(statements.join()).toContain('huimin_app LOGIN NOINHERIT')
  })
})

test('row-level security costs those who are bound to no county nothing: it is not in their plans', async () => {
  const database = await testDatabase()
  const text = "EXPLAIN SELECT * FROM line WHERE county = '371302' AND run_id = 1"
  const planAs = async (role: 'huimin_service' | 'huimin_county_service') => {
    const connected = connectTo(database.ownerUrl, true, { role, actor: '', proof: '' })
    const { rows } = await connected.pool.query(text)
    await connected.close()
    return rows.map((row) => row['QUERY PLAN']).join('\n')
  }
  expect(await planAs('huimin_service')).not.toContain('bound_counties')
  expect(await planAs('huimin_service')).not.toContain('InitPlan')
  expect(await planAs('huimin_county_service')).toContain('InitPlan')
})
