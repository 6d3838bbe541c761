import { distributeStatements } from '../db/distribute.ts'
import { carryOutTogether } from '../db/on-connection.ts'
import { onServer } from '../db/on-server.ts'
import { Refused } from '../kernel/refusal.ts'
import { hasCitus, isDistributed, readCatalogue } from './catalogue.store.ts'

/** The statements that would distribute the schema of this address. */
export async function plannedDistribution(ownerUrl: string): Promise<string[]> {
  return await onServer(ownerUrl, async (client) => distributeStatements(await readCatalogue(client)))
}

/** Distributes the schema by county, all of it or nothing; refused where the server has no Citus, or where it was done. */
export async function distributeSchema(ownerUrl: string): Promise<string[]> {
  return await onServer(ownerUrl, async (client) => {
    if (!(await hasCitus(client))) throw new Refused(noCitus())
    if (await isDistributed(client)) throw new Refused(alreadyDone())
    const statements = distributeStatements(await readCatalogue(client))
    await carryOutTogether(client, statements)
    return statements
  })
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
