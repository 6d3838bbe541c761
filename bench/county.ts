import type { Context } from '../src/access/context.ts'
import { addUser } from '../src/admin/users.ts'
import { loadPolicies } from '../src/app/policy/policy-load.ts'
import { CHECKER, MAKER, policyFolder } from './example-county.ts'
import { type CountySize, type MadeCounty, makeCounty } from './make-data.ts'

/** A made-up county whose months can be worked out, with the two people who do it. */
export interface PreparedCounty {
  readonly made: MadeCounty
  readonly maker: Context
  readonly checker: Context
}

/** Makes the county in the database, loads its documents and adds its people. */
export async function prepareCounty(context: Context, size: CountySize): Promise<PreparedCounty> {
  const people = await addPeople(context)
  await loadPolicies({ ...context, actor: '示例管理员' }, [policyFolder])
  return { made: await makeCounty(context, size), ...people }
}

/** Adds an admin, a maker and a checker. */
export async function addPeople(context: Context): Promise<Pick<PreparedCounty, 'maker' | 'checker'>> {
  const admin = { ...context, actor: '示例管理员' }
  await addUser(admin, admin.actor, 'admin')
  await addUser(admin, MAKER, 'maker')
  await addUser(admin, CHECKER, 'checker')
  return { maker: { ...context, actor: MAKER }, checker: { ...context, actor: CHECKER } }
}
