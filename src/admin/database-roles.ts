import { carryOutTogether } from '../db/on-connection.ts'
import { onServer } from '../db/on-server.ts'
import { roleStatements, SERVICE_LOGIN } from '../db/role-statements.ts'
import { Refused } from '../kernel/refusal.ts'
import { databaseName } from './catalogue.store.ts'
import { ADMIN_REFUSALS } from './refusals.ts'

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
      throw (error as { code?: string }).code === '42501'
        ? new Refused(ADMIN_REFUSALS['database.roles-not-allowed']())
        : error
    }
    return SERVICE_LOGIN
  })
}
