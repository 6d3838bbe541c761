import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { afterAll, expect, test } from 'vitest'
import { acquireEmbeddedServer } from '../../../src/db/embedded-server.ts'
import { idCheckCharacter } from '../../../src/kernel/identifiers.ts'
import { huimin, startHuimin } from '../../support/cli.ts'

const home = mkdtempSync(join(tmpdir(), 'huimin-interrupt-'))
afterAll(() => rmSync(home, { recursive: true, force: true }))

const ROWS = 12_000
const OURS = { HUIMIN_HOME: home, HUIMIN_USER: '管理员' }

/** More than a megabyte: several batches are on their way to the server. */
function writeHouseholds(): string {
  const lines = ['家庭编号,户主身份证号,区划代码,城乡类别,家庭人口,地址,生效月份']
  for (let i = 0; i < ROWS; i++) {
    const digits = `37130219${50 + (i % 40)}0101${String(Math.floor(i / 40)).padStart(3, '0')}`
    const id = digits + idCheckCharacter(digits)
    lines.push(`H${i},${id},371302001002,农村,3,示例县示例镇示例村第${i}号示例地址,2026-01`)
  }
  const path = join(home, '家庭.csv')
  writeFileSync(path, `${lines.join('\n')}\n`)
  return path
}

test('Ctrl-C in the midst of an import stores nothing of it and says how to go on; the same command then does it all', {
  timeout: 240_000,
}, async () => {
  const path = writeHouseholds()
  expect((await huimin(['user', 'add', '管理员', '--role', 'admin'], { HUIMIN_HOME: home })).code).toBe(0)
  const server = await acquireEmbeddedServer(home)
  const other = new pg.Client({ connectionString: server.url('huimin') })
  await other.connect()
  try {
    // what another import of households holds: this one reads its file and then waits
    await other.query("SELECT pg_advisory_lock(hashtextextended('import households', 0))")
    const child = startHuimin(['import', 'households', path], OURS)
    let said = ''
    child.stderr!.setEncoding('utf8').on('data', (text) => (said += text))
    const ended = new Promise<number | null>((resolve) => child.once('close', resolve))
    await waitingForLock(other)
    child.kill('SIGINT')
    expect(await ended).toBe(130)
    expect(said.trim()).toBe('已中断:这个文件没有存入(除非刚好已存完);再执行同一条命令即可,不会重复导入。')
    await other.query("SELECT pg_advisory_unlock(hashtextextended('import households', 0))")
    const { rows } = await other.query('SELECT (SELECT count(*) FROM intake) + (SELECT count(*) FROM person) AS stored')
    expect(rows[0].stored).toBe('0')
    const again = await huimin(['--json', 'import', 'households', path], OURS)
    expect(JSON.parse(again.out)).toMatchObject({ ok: true, rows: ROWS, accepted: ROWS, unchanged: 0, refused: 0 })
    expect(again.err).toBe('')
  } finally {
    await other.end()
    await server.release()
  }
})

async function waitingForLock(client: pg.Client): Promise<void> {
  for (let tries = 0; tries < 1000; tries++) {
    const { rows } = await client.query("SELECT FROM pg_locks WHERE locktype = 'advisory' AND NOT granted")
    if (rows.length > 0) return
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  throw new Error('the import never waited')
}
