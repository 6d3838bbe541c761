import type pg from 'pg'
import { type CatalogueTable, distributeStatements, type SchemaCatalogue } from '../db/distribute.ts'
import { onServer } from '../db/on-server.ts'
import { Refused } from '../kernel/refusal.ts'
import { backupTables } from './backup/backup-tables.ts'

/** The statements that would distribute the schema of this address. */
export async function plannedDistribution(ownerUrl: string): Promise<string[]> {
  return await onServer(ownerUrl, async (client) => distributeStatements(await readCatalogue(client)))
}

/** Distributes the schema by county, all of it or nothing; refused where the server has no Citus, or where it was done. */
export async function distributeSchema(ownerUrl: string): Promise<string[]> {
  return await onServer(ownerUrl, async (client) => {
    const { rows } = await client.query("SELECT EXISTS (SELECT FROM pg_extension WHERE extname = 'citus') AS citus")
    if (!rows[0].citus) throw new Refused(noCitus())
    const { rowCount } = await client.query("SELECT FROM pg_dist_partition WHERE logicalrelid = 'county'::regclass")
    if (rowCount === 1) throw new Refused(alreadyDone())
    const statements = distributeStatements(await readCatalogue(client))
    await client.query('BEGIN')
    for (const statement of statements) await client.query(statement)
    await client.query('COMMIT')
    return statements
  })
}

/** The schema as it is: every table of the programme but the migrations' own. */
export async function readCatalogue(client: pg.ClientBase): Promise<SchemaCatalogue> {
  const shapes = await backupTables(client)
  const tables: CatalogueTable[] = []
  for (const { table } of shapes) {
    const { rows } = await client.query(
      `SELECT (SELECT format_type(atttypid, atttypmod) FROM pg_attribute WHERE attrelid = $1::regclass AND attname = 'county')
           AS "countyType",
         coalesce((SELECT json_agg(json_build_object('table', tgrelid::regclass::text, 'name', tgname)
             ORDER BY tgrelid::regclass::text, tgname) FROM pg_trigger
           WHERE tgrelid IN (SELECT relid FROM pg_partition_tree($1::regclass) UNION SELECT $1::regclass)
             AND NOT tgisinternal AND tgparentid = 0), '[]') AS triggers,
         coalesce((SELECT json_agg(polrelid::regclass::text ORDER BY polrelid::regclass::text) FROM pg_policy
           WHERE polrelid IN (SELECT relid FROM pg_partition_tree($1::regclass) UNION SELECT $1::regclass)), '[]') AS bound`,
      [table],
    )
    tables.push({ name: table, ...rows[0] })
  }
  const { rows: views } = await client.query(
    `SELECT relname::text AS name, pg_get_viewdef(oid) AS definition,
       coalesce('security_invoker=true' = ANY (reloptions), false) AS bound
     FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'v' ORDER BY oid`,
  )
  return { tables: countyFirst(tables), views }
}

/** The county leads, for all others are placed beside it. */
function countyFirst(tables: readonly CatalogueTable[]): CatalogueTable[] {
  return [...tables].sort((a, b) => Number(b.name === 'county') - Number(a.name === 'county'))
}

function noCitus() {
  return {
    code: 'database.no-citus',
    message: '这台数据库服务器没有启用 Citus 扩展,没有改动任何内容;单台服务器不需要它。',
    remedy:
      '确要分布到多台服务器的,请数据库管理员安装 Citus 并执行 CREATE EXTENSION citus,再做这一步;见 docs/scale.md。',
  }
}

function alreadyDone() {
  return {
    code: 'database.already-distributed',
    message: '数据库已经按区县分布,未作改变。',
    remedy: '增加服务器后请用 Citus 的 citus_rebalance_start() 重新均衡。',
  }
}
