import { distributeStatements } from '../db/distribute.ts'
import { carryOutTogether } from '../db/on-connection.ts'
import { onServer } from '../db/on-server.ts'
import { Refused } from '../kernel/refusal.ts'
import { hasCitus, isDistributed, readCatalogue } from './catalogue.store.ts'
import { ADMIN_REFUSALS } from './refusals.ts'

/** The statements that would distribute the schema of this address. */
export async function plannedDistribution(ownerUrl: string): Promise<string[]> {
  return await onServer(ownerUrl, async (client) => distributeStatements(await readCatalogue(client)))
}

/** Distributes the schema by county, all of it or nothing; refused where the server has no Citus, or where it was done. */
export async function distributeSchema(ownerUrl: string): Promise<string[]> {
  return await onServer(ownerUrl, async (client) => {
    if (!(await hasCitus(client))) throw new Refused(ADMIN_REFUSALS['database.no-citus']())
    if (await isDistributed(client)) throw new Refused(ADMIN_REFUSALS['database.already-distributed']())
    const statements = distributeStatements(await readCatalogue(client))
    await carryOutTogether(client, statements)
    return statements
  })
}
