import pg from 'pg'
import { Refused } from '../../kernel/refusal.ts'

/**
 * One transaction of the tables' owner about one month: nobody opens a run of it meanwhile, and all of it holds or none.
 */
export async function inOwnTransaction<T>(
  ownerUrl: string,
  month: string,
  work: (owner: pg.Client) => Promise<T>,
): Promise<T> {
  const owner = new pg.Client({ connectionString: ownerUrl, keepAlive: true })
  owner.on('error', () => {}) // fails the query that runs, not the process
  await owner.connect()
  try {
    await owner.query('BEGIN')
    await owner.query("SELECT pg_advisory_xact_lock(hashtextextended('huimin open month ' || $1, 0))", [month])
    const result = await work(owner)
    await owner.query('COMMIT')
    return result
  } catch (error) {
    await owner.query('ROLLBACK').catch(() => {}) // the first error is the one to tell
    throw (error as { code?: string }).code === '42501' ? new Refused(notOwner()) : error
  } finally {
    await owner.end()
  }
}

function notOwner() {
  return {
    code: 'archive.not-owner',
    message: 'DATABASE_URL 的用户不是数据表的所有者,不能取出或放回一个月。',
    remedy: '请由数据库管理员用库的所有者执行。',
  }
}
