import { carryOutTogether } from '../db/on-connection.ts'
import { onServer } from '../db/on-server.ts'
import { roleStatements, SERVICE_LOGIN } from '../db/role-statements.ts'
import { Refused } from '../kernel/refusal.ts'
import { databaseName } from './catalogue.store.ts'

/** The statements that make the roles on the server of this address. */
export async function plannedRoles(ownerUrl: string): Promise<string[]> {
  return await onServer(ownerUrl, async (client) => roleStatements(await databaseName(client)))
}

/** Makes the roles, all or none; needs an administrator of the server. Run again it changes nothing. */
export async function makeRoles(ownerUrl: string): Promise<string> {
  return await onServer(ownerUrl, async (client) => {
    const statements = roleStatements(await databaseName(client))
    try {
      await carryOutTogether(client, statements)
    } catch (error) {
      throw (error as { code?: string }).code === '42501' ? new Refused(notAllowed()) : error
    }
    return SERVICE_LOGIN
  })
}

function notAllowed() {
  return {
    code: 'database.roles-not-allowed',
    message: 'DATABASE_URL 的用户无权建立数据库角色。',
    remedy: '请数据库管理员执行 huimin db roles --print 打印的语句。',
  }
}
