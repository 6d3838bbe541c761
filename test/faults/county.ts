import { randomUUID } from 'node:crypto'
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { inject } from 'vitest'
import { addUser } from '../../src/admin/users.ts'
import { calculateRun } from '../../src/app/calculate/calculate-run.ts'
import { type ExportedFile, exportRun } from '../../src/app/export/export-run.ts'
import { loadPolicies } from '../../src/app/policy/policy-load.ts'
import { importReturn } from '../../src/app/returns/returns-import.ts'
import { openRun } from '../../src/app/run/open-run.ts'
import { approveRun, submitRun } from '../../src/app/run/runs.ts'
import { Cipher } from '../../src/db/cipher.ts'
import { connectTo, type Database } from '../../src/db/connect.ts'
import { loadKeyring } from '../../src/db/keys.ts'
import { simulateReturn } from '../../src/demo/world/simulated-bank.ts'
import type { Run } from '../../src/run/run.store.ts'
import { copyOf } from '../support/database.ts'
import type { TestContext } from '../support/registry.ts'
import { importCounty, SAMPLE, SAMPLE_MONTH, SAMPLE_POLICY, sampleRows } from '../support/sample-county.ts'
import { atEnd } from './at-end.ts'
import { Search } from './search.ts'

/** How far a made-up month has come. */
const STAGES = ['imported', 'opened', 'calculated', 'submitted', 'approved', 'exported', 'settled'] as const
export type Stage = (typeof STAGES)[number]

/** Small, so that a few households make several transactions. */
export const CHUNK = { chunkSize: 3 }
const BANK = { seed: 7, failed: 0.3, missing: 0 }

/** One trial's own county: a database copied from a stage of the month, with its home and the folder of its files. */
export interface Trial {
  readonly url: string
  readonly home: string
  readonly out: string
  /** Where the bank's answer lies once there is one. */
  readonly answer: string
  /** Somebody at work on the database, or on a link to it. */
  as(actor: string, database?: Database): TestContext
  /** A connection of its own, as another machine would have; closed with the trial. */
  connect(url?: string): Database
  end(): Promise<void>
}

/** A made-up county kept at every stage of its month, from which trials start as often as they like. */
export class StagedCounty {
  readonly number = `${SAMPLE}-${SAMPLE_MONTH.replace('-', '')}-R1`
  readonly #folder = mkdtempSync(join(tmpdir(), 'huimin-faults-'))
  readonly #stages = new Map<Stage, string>()
  readonly #server: string
  readonly #search: Search
  #trials = 0

  private constructor(server: string, households: number) {
    this.#server = server
    this.#search = new Search(households)
  }

  /** Takes `households` through the month as far as `last`. */
  static async prepare(last: Stage, households = 12, server = inject('testServer')): Promise<StagedCounty> {
    const county = new StagedCounty(server, households)
    atEnd(() => county.#end())
    const home = join(county.#folder, 'home')
    const database = county.#name()
    await county.#copy('huimin_template', database)
    let current: Trial = county.#trial(database, home)
    await setUp(current, households)
    for (const stage of STAGES.slice(1, STAGES.indexOf(last) + 1)) {
      const before = STAGES[STAGES.indexOf(stage) - 1]!
      current = await county.#keep(current, before)
      await TO[stage](current, county.number)
    }
    await (await county.#keep(current, last)).end()
    return county
  }

  /** A fresh copy of the county as it was at this stage. */
  async at(stage: Stage): Promise<Trial> {
    const database = this.#name()
    await this.#copy(this.#stages.get(stage)!, database)
    const folder = join(this.#folder, database)
    cpSync(join(this.#folder, stage), folder, { recursive: true })
    return this.#trial(database, folder)
  }

  /** Puts the database of a trial aside as one stage and goes on with a copy. */
  async #keep(trial: Trial, stage: Stage): Promise<Trial> {
    const name = this.#name()
    await (trial as Trial & { disconnect(): Promise<void> }).disconnect()
    await this.#copy(new URL(trial.url).pathname.slice(1), name)
    this.#stages.set(stage, name)
    cpSync(trial.home, join(this.#folder, stage), { recursive: true })
    const next = this.#trial(new URL(trial.url).pathname.slice(1), trial.home)
    return next
  }

  #trial(database: string, home: string): Trial {
    const url = this.#server.replace('%', database)
    const opened: Database[] = []
    const connect = (to = url) => {
      opened.push(connectTo(to, true))
      return opened.at(-1)!
    }
    const disconnect = async () => {
      await Promise.all(opened.splice(0).map((one) => one.close()))
      own = undefined
    }
    let own: Database | undefined
    const cipher = () => new Cipher(loadKeyring(home))
    const as = (actor: string, given?: Database): TestContext => {
      own ??= given ? undefined : connect()
      let now = `${SAMPLE_MONTH}-08T01:00:00.000Z`
      const context = { home, database: given ?? own!, cipher: cipher(), progress: () => {}, now: () => now }
      const setNow = (instant: string) => {
        now = instant
      }
      return { ...context, actor, setNow, as: (other) => as(other, given) }
    }
    const end = async () => {
      await disconnect()
      this.#search.home(home)
      await this.#admin(`DROP DATABASE IF EXISTS ${database} WITH (FORCE)`)
      rmSync(home, { recursive: true, force: true })
    }
    const places = { url, home, out: join(home, 'out'), answer: join(home, '回盘.csv') }
    return { ...places, as, connect, end, disconnect } as Trial
  }

  #name(): string {
    return `faults_${++this.#trials}_${randomUUID().slice(0, 8)}`
  }

  /** A server of a test's own waits for its disk, so that there the log is the faster way. */
  async #copy(template: string, name: string): Promise<void> {
    const strategy = this.#server === inject('testServer') ? 'file_copy' : 'wal_log'
    await this.#admin(copyOf(template, name, strategy))
  }

  /** Tried again while connections are ending, or a server whose disk was full is going over its log. */
  async #admin(statement: string): Promise<pg.QueryResultRow[]> {
    for (let tries = 0; ; tries++) {
      try {
        return await onServer(this.#server.replace('%', 'postgres'), statement)
      } catch (error) {
        if (!passes(error as Error & { code?: string }) || tries > 100) throw error
        await new Promise((resolve) => setTimeout(resolve, 100))
      }
    }
  }

  async #end(): Promise<void> {
    const [server] = await this.#admin('SHOW data_directory')
    for (const name of this.#stages.values()) await this.#admin(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`)
    rmSync(this.#folder, { recursive: true, force: true })
    this.#search.log(join(server!.data_directory, 'server.log'))
    this.#search.done()
  }
}

async function setUp(trial: Trial, households: number): Promise<void> {
  await addUser(trial.as(''), '管理员甲', 'admin')
  const admin = trial.as('管理员甲')
  for (let i = 0; i < 8; i++) await addUser(admin, `经办${'甲乙丙丁戊己庚辛'[i]}`, 'maker')
  for (let i = 0; i < 8; i++) await addUser(admin, `复核${'甲乙丙丁戊己庚辛'[i]}`, 'checker')
  await addUser(admin, '审计甲', 'auditor')
  await loadPolicies(trial.as('经办甲'), [SAMPLE_POLICY])
  await importCounty(trial.as('经办甲'), sampleRows(households))
}

const MAKER = '经办甲'

const TO: Record<Stage, (trial: Trial, number: string) => Promise<unknown>> = {
  imported: async () => {},
  opened: (trial) => openRun(trial.as(MAKER), { county: SAMPLE, month: SAMPLE_MONTH, kind: 'regular' }),
  calculated: (trial, number) => calculateRun(trial.as(MAKER), number, CHUNK),
  submitted: (trial, number) => submitRun(trial.as(MAKER), number),
  approved: (trial, number) => approveRun(trial.as('复核甲'), number),
  exported: async (trial, number) => {
    const { files } = await exportRun(trial.as(MAKER), number, { out: trial.out })
    writeFileSync(trial.answer, bankAnswer(files))
  },
  settled: (trial, number) => importReturn(trial.as(MAKER), number, trial.answer),
}

/** What a made-up bank answers to all the files: most paid, some failed. */
export function bankAnswer(files: readonly ExportedFile[], bank = BANK): Buffer {
  const sent = files.map(({ path }) => readFileSync(path))
  return simulateReturn(files[0]!.batch.layout, sent, bank)
}

/** What a run holds, to be compared: lines, payments and listed persons, whoever stored them and however often it took. */
export async function contentOf(
  { database }: TestContext,
  run: Pick<Run, 'county' | 'runId' | 'attempt'>,
): Promise<string> {
  const key = [run.county, run.runId, run.attempt]
  const where = 'WHERE county = $1 AND run_id = $2 AND attempt = $3'
  const queries = [
    `SELECT l::text FROM (SELECT household_no, person_no, programme, component, benefit_month, type, item, payee_no,
       persons, standard_fen, amount_fen, formula, basis FROM line ${where}) l ORDER BY 1`,
    `SELECT p::text FROM (SELECT payment_no, item, payee_no, lines, amount_fen, account_owner, bank, hold_code
       FROM payment ${where}) p ORDER BY 1`,
    `SELECT e::text FROM (SELECT household_no, person_no, programme, benefit_month, effect, code, message
       FROM exception ${where}) e ORDER BY 1`,
  ]
  const texts: string[] = []
  for (const text of queries) {
    const { rows } = await database.pool.query<string[]>({ text, values: key, rowMode: 'array' })
    texts.push(...rows.map(([row]) => row!), '')
  }
  return texts.join('\n')
}

async function onServer(connectionString: string, statement: string): Promise<pg.QueryResultRow[]> {
  const client = new pg.Client({ connectionString })
  client.on('error', () => {}) // the statement itself fails when its link goes
  await client.connect()
  try {
    return (await client.query(statement)).rows
  } finally {
    await client.end().catch(() => {})
  }
}

function passes({ code, message }: Error & { readonly code?: string }): boolean {
  const passing = ['55006', '57P01', '57P02', '57P03', 'ECONNREFUSED', 'ECONNRESET']
  return passing.includes(code ?? '') || message.includes('Connection terminated')
}
