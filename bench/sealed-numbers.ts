import { fork } from 'node:child_process'
import { availableParallelism } from 'node:os'
import { fileURLToPath } from 'node:url'
import type pg from 'pg'
import { Cipher } from '../src/db/cipher.ts'
import { copyIn } from '../src/db/copy.ts'
import { loadKeyring } from '../src/db/keys.ts'
import { type Draw, drawWith } from './draw.ts'
import { accountsOf, type FamilySpan, personsOf } from './make-registry.sql.ts'
import { asOwner } from './owner.ts'
import { ACCOUNT_COLUMNS, accountRow, PERSON_COLUMNS, personRow } from './sealed-rows.ts'

/** Whose persons and accounts are to be written, and where the keys and the database are. */
export interface SealingTask {
  readonly home: string
  readonly ownerUrl: string
  readonly seed: number
  readonly households: number
}

const FAMILIES_AT_ONCE = 5000
/** Below this, to start other processes takes longer than to seal. */
const WORTH_PROCESSES = 50_000
const isChild = process.argv[1] === fileURLToPath(import.meta.url)

/** Writes the persons and accounts of the families that stand in `family`, their numbers sealed, on every core there is. */
export async function writeSealed(task: SealingTask): Promise<void> {
  if (task.households < WORTH_PROCESSES) return await sealShare(task, 0, 1)
  const cores = availableParallelism()
  await Promise.all(Array.from({ length: cores }, (_, core) => sealApart(task, core, cores)))
}

async function sealApart(task: SealingTask, core: number, cores: number): Promise<void> {
  const child = fork(fileURLToPath(import.meta.url), [], { execArgv: [] })
  child.send({ task, core, cores })
  await new Promise<void>((resolve, reject) => {
    child.once('exit', (code) => (code === 0 ? resolve() : reject(new Error(`sealing ended with code ${code}`))))
  })
}

/** Every so manieth span of families, from the one of this core on. */
async function sealShare(task: SealingTask, core: number, cores: number): Promise<void> {
  const cipher = new Cipher(loadKeyring(task.home))
  const draw = drawWith(task.seed)
  await asOwner(task.ownerUrl, async (client) => {
    await client.query('SET session_replication_role = replica; SET search_path = bench_made, public')
    const step = FAMILIES_AT_ONCE * cores
    for (let after = core * FAMILIES_AT_ONCE; after < task.households; after += step) {
      await sealSpan(client, cipher, draw, { after, upTo: Math.min(after + FAMILIES_AT_ONCE, task.households) })
    }
  })
}

async function sealSpan(client: pg.Client, cipher: Cipher, draw: Draw, span: FamilySpan): Promise<void> {
  await copySealed(client, PERSON_COLUMNS, personsOf(draw, span), (no, birth) => personRow(cipher, no, birth))
  await copySealed(client, ACCOUNT_COLUMNS, accountsOf(draw, span), (no, bank) => accountRow(cipher, no, bank))
}

async function copySealed(
  client: pg.Client,
  into: string,
  text: string,
  row: (personNo: number, fact: string) => string,
): Promise<void> {
  const { rows } = await client.query<[string, string]>({ text, rowMode: 'array' })
  await copyIn(client, into, [rows.map(([personNo, fact]) => row(Number(personNo), fact)).join('')])
}

if (isChild) {
  process.once('message', async (sent) => {
    const { task, core, cores } = sent as { task: SealingTask; core: number; cores: number }
    await sealShare(task, core, cores)
    process.disconnect()
  })
}
