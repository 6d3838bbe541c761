import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll } from 'vitest'
import type { Context } from '../../src/access/context.ts'
import { addUser } from '../../src/admin/users.ts'
import { openRun } from '../../src/app/run/open-run.ts'
import { approveRun, submitRun } from '../../src/app/run/runs.ts'
import { insertPriors, priorRuns } from '../../src/calculation/arrears/prior-runs.store.ts'
import { Cipher, personIdentity } from '../../src/db/cipher.ts'
import type { Database } from '../../src/db/connect.ts'
import { loadKeyring } from '../../src/db/keys.ts'
import { sealAccount } from '../../src/db/sealed-account.ts'
import { inTransaction } from '../../src/db/transaction.ts'
import { idCheckCharacter } from '../../src/kernel/identifiers.ts'
import { shanghaiMonth } from '../../src/kernel/shanghai-time.ts'
import { type FormedPayments, formPayments } from '../../src/payment/payments.store.ts'
import { findRun, type Run, recordEvent } from '../../src/run/run.store.ts'

export const COUNTY = '371302'

export interface MadeLine {
  readonly payee: string
  readonly household: string
  readonly person?: string
  readonly programme?: string
  readonly component?: string
  /** The programme's code when absent; a calculated line has its Chinese name. */
  readonly item?: string
  readonly month?: string
  readonly type?: 'normal' | 'arrears' | 'recovery'
  readonly area?: string
  readonly persons?: number
  readonly standardFen?: number | null
  readonly amountFen: number
  readonly formula?: string
  readonly basis?: string
  /** What the rule used, as it is stored; nothing where an older version calculated the line. */
  readonly used?: string
}

export interface MadeAccount {
  readonly owner: string
  readonly bank?: string
  readonly account?: string
  readonly from?: string
  readonly holder?: string
  readonly agent?: string
  /** Without its owner's ID number in the same field, as older versions stored it. */
  readonly sealedAlone?: boolean
}

/**
 * A county whose persons, accounts and lines are written straight into the tables, so that payments, files and returns
 * can be tried without intake and rules. Persons are called by letters; all names are marked 示例.
 */
export class Payroll {
  readonly folder = mkdtempSync(join(tmpdir(), 'huimin-payroll-'))
  readonly cipher = new Cipher(loadKeyring(this.folder))
  readonly ids = new Map<string, string>()
  readonly #database: Database
  readonly #numbers = new Map<string, string>()
  #now = '2026-07-08T01:00:00.000Z'
  #known = 0

  constructor(database: Database) {
    this.#database = database
    afterAll(() => rmSync(this.folder, { recursive: true, force: true }))
  }

  as(actor: string): Context {
    const { folder: home, cipher } = this
    return { home, cipher, actor, database: this.#database, now: () => this.#now, progress: () => {} }
  }

  setNow(instant: string): void {
    this.#now = instant
  }

  async start(): Promise<this> {
    await addUser(this.as(''), '管理员', 'admin')
    await addUser(this.as('管理员'), '经办', 'maker')
    await addUser(this.as('管理员'), '复核', 'checker')
    await addUser(this.as('管理员'), '审计', 'auditor')
    await this.#query('INSERT INTO county (county) VALUES ($1)', [COUNTY])
    await this.#query('INSERT INTO policy_revision VALUES (1, now(), $1)', ['经办'])
    await this.learn()
    return this
  }

  /** One more import: what is recorded from here on is known later. */
  async learn(): Promise<number> {
    this.#known++
    await this.#query('UPDATE county SET knowledge = $1', [this.#known])
    await this.#query('INSERT INTO knowledge VALUES ($1, $2, now(), $3, $3)', [COUNTY, this.#known, '示例'])
    return this.#known
  }

  /** A person of another birthday than the usual; call it before anything else names the letter. */
  async bornOn(letter: string, birth: string): Promise<string> {
    return await this.person(letter, birth)
  }

  async person(letter: string, birth = '1950-01-01'): Promise<string> {
    const known = this.#numbers.get(letter)
    if (known) return known
    const body = `37130219500101${String(this.ids.size + 100)}`
    const id = body + idCheckCharacter(body)
    const hash = this.cipher.hash('id', id)
    const sealed = this.cipher.seal(id, personIdentity(hash))
    const { rows } = await this.#query(
      'INSERT INTO person (county, id_hash, id_sealed, birth) VALUES ($1, $2, $3, $4) RETURNING person_no',
      [COUNTY, hash, sealed, birth],
    )
    this.ids.set(letter, id)
    this.#numbers.set(letter, rows[0].person_no)
    return rows[0].person_no
  }

  async account({
    owner,
    bank = '示例农商银行',
    account,
    from = '2026-01',
    holder,
    agent,
    sealedAlone = false,
  }: MadeAccount): Promise<void> {
    const personNo = await this.person(owner)
    const number = account ?? accountOf(owner)
    const hash = this.cipher.hash('account', number)
    await this.#query(
      `INSERT INTO account_fact (county, person_no, from_month, known, holder, account_hash, account_sealed,
         owner_sealed, account_kind, bank, agent_no, intake_no, line)
       VALUES ($1,$2,$3,$4,$5,$6,$7,$8,'社保卡',$9,$10,1,2)`,
      [
        COUNTY,
        personNo,
        from,
        this.#known,
        holder ?? `示例${owner}`,
        hash,
        sealAccount(this.cipher, hash.toString('hex'), {
          account: number,
          idNumber: sealedAlone ? null : this.ids.get(owner)!,
        }),
        !sealedAlone,
        bank,
        agent ? await this.person(agent) : null,
      ],
    )
  }

  async member(household: string, letter: string, diedOn: string | null = null): Promise<void> {
    await this.#query(
      `INSERT INTO member_fact (county, household_no, person_no, from_month, known, name, relation, covered, died_on,
         intake_no, line) VALUES ($1,$2,$3,'2026-01',$4,$5,'户主',true,$6,1,2)`,
      [COUNTY, household, await this.person(letter), this.#known, `示例${letter}`, diedOn],
    )
  }

  async open(month = '2026-07'): Promise<Run> {
    return (await openRun(this.as('经办'), { county: COUNTY, month, kind: 'regular' })).run
  }

  /** Stores the lines as one finished calculation of the run and forms its payments. */
  async calculate(run: Run, lines: readonly MadeLine[]): Promise<FormedPayments> {
    const attempt = (run.attempt ?? 0) + 1
    const usableMonth = [shanghaiMonth(this.#now), run.month].sort().at(-1)!
    await this.#query(
      `INSERT INTO calculation (county, run_id, attempt, actor, known, policy_revision, index_known, code_revision,
         known_at, usable_month, first_month, finished_at) VALUES ($1,$2,$3,'经办',$4,1,0,'示例',now(),$5,
         (SELECT min(month) FROM run WHERE kind = 'regular' AND state <> 'void'), now())`,
      [COUNTY, run.runId, attempt, this.#known, usableMonth],
    )
    for (const line of lines) await this.#line(run, attempt, line)
    return await inTransaction(this.#database.pool, async (tx) => {
      await insertPriors(tx, run, attempt, await priorRuns(tx.client, run))
      const formed = await formPayments(tx, { ...run, attempt, known: this.#known, usableMonth })
      await recordEvent(tx, run, { action: 'calculate', actor: '经办', at: this.#now, attempt })
      return formed
    })
  }

  async approve(number: string): Promise<Run> {
    await submitRun(this.as('经办'), number)
    await approveRun(this.as('复核'), number)
    return await findRun(this.#database.sql, number)
  }

  /** Opens, calculates and approves a run of these lines. */
  async approved(lines: readonly MadeLine[], month?: string): Promise<Run> {
    const run = await this.open(month)
    await this.calculate(run, lines)
    return await this.approve(run.number)
  }

  async #line(run: Run, attempt: number, line: MadeLine): Promise<void> {
    const programme = line.programme ?? 'urban-dibao'
    await this.#query(
      `INSERT INTO line (county, run_month, run_id, attempt, household_no, person_no, programme, component,
         benefit_month, type, item, enrolment_no, payee_no, area, persons, standard_fen, amount_fen, formula, basis, used)
       VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11,'示例',$12,$13,$14,$15,$16,$17,$18,$19)`,
      [
        COUNTY,
        run.month,
        run.runId,
        attempt,
        line.household,
        line.person ? await this.person(line.person) : 0,
        programme,
        line.component ?? 'top-up',
        line.month ?? run.month,
        line.type ?? 'normal',
        line.item ?? programme,
        await this.person(line.payee),
        line.area ?? '371302001001',
        line.persons ?? 1,
        line.standardFen === undefined ? 62000 : line.standardFen,
        line.amountFen,
        line.formula ?? '算式',
        line.basis ?? '示例依据',
        line.used ?? null,
      ],
    )
  }

  async #query(text: string, values: unknown[]) {
    return await this.#database.pool.query(text, values)
  }
}

/** The made-up account number of a person called by this letter. */
export function accountOf(letter: string): string {
  return `62170000000000${String(letter.codePointAt(0)).padStart(5, '0')}`
}
