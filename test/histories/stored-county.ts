import type { Context } from '../../src/access/context.ts'
import { personIdentity } from '../../src/db/cipher.ts'
import type { Run } from '../../src/run/run.store.ts'
import { keyOf, setOffOf } from './key.ts'

/** A line as it stands in the database, with ID numbers instead of the programme's own numbers. */
export interface StoredLine {
  readonly run: string
  readonly household: string
  readonly person: string
  readonly payee: string
  readonly programme: string
  readonly component: string
  readonly month: string
  readonly item: string
  readonly type: string
  readonly fen: bigint
  readonly key: string
  /** Whose money it is set off against. */
  readonly account: string
}

type Row = Readonly<Record<string, string>>

/** What the programme has stored of a county, read back by plain queries. */
export class StoredCounty {
  readonly #context: Context
  readonly #county: string
  readonly #ids = new Map<string, string>([['0', '-']])

  constructor(context: Context, county: string) {
    this.#context = context
    this.#county = county
  }

  /** This run's lines and those of every other that counts for it: approved ones, and earlier months that wait for it. */
  async linesThatCount(run: Run): Promise<StoredLine[]> {
    return await this.#lines(
      `l.type <> 'reissue' AND (r.kind = 'price') = $2 AND (r.run_id = $3
         OR r.state IN ('approved', 'exported', 'settled', 'closed')
         OR r.kind <> 'supplementary' AND r.month < $4 AND r.state IN ('calculated', 'submitted'))`,
      [run.kind === 'price', run.runId, run.month],
    )
  }

  /** The lines of a run's latest calculation. */
  async linesOf(run: Run): Promise<StoredLine[]> {
    return await this.#lines('r.run_id = $2', [run.runId])
  }

  /** What a calculated run leaves open: fen by key, and whose set-offs they wait for. */
  async openOf({ runId, attempt }: Run): Promise<{ key: string; account: string; fen: bigint }[]> {
    const rows = await this.#query(
      'SELECT *, claim_fen - taken_fen AS fen FROM open_recovery WHERE county = $1 AND run_id = $2 AND attempt = $3',
      [runId, attempt],
    )
    await this.#learnIds()
    return rows.map((row) => {
      const whose = this.#whose(row)
      return { key: keyOf(whose), account: setOffOf({ ...whose, item: row.item! }), fen: BigInt(row.fen!) }
    })
  }

  /** Index months that have a run which counts for this one, its own among them. */
  async priceMonths(run: Run): Promise<string[]> {
    const rows = await this.#query(
      `SELECT DISTINCT month FROM run WHERE county = $1 AND kind = 'price' AND (run_id = $2
         OR state IN ('calculated', 'submitted', 'approved', 'exported', 'settled', 'closed'))`,
      [run.runId],
    )
    return rows.map(({ month }) => month!)
  }

  /** The last month that a run works out: its own, for a supplementary one that of the latest regular run that counts for it. */
  async lastMonth(run: Run): Promise<string> {
    if (run.kind !== 'supplementary') return run.month
    const [row] = await this.#query(
      `SELECT max(month) AS last FROM run WHERE county = $1 AND kind = 'regular'
         AND (state IN ('approved', 'exported', 'settled', 'closed')
           OR month < $2 AND state IN ('calculated', 'submitted'))`,
      [run.month],
    )
    return row!.last ?? run.month
  }

  /** The month of the county's first regular run. */
  async firstMonth(): Promise<string | null> {
    const [row] = await this.#query(
      "SELECT min(month) AS first FROM run WHERE county = $1 AND kind = 'regular' AND state <> 'void'",
      [],
    )
    return row!.first ?? null
  }

  /** Fen by key that the banks paid as the database has it, what went astray left out. */
  async paidByKey(): Promise<Map<string, bigint>> {
    const rows = await this.#query(
      `SELECT l.household_no, l.person_no, l.programme, l.component, l.benefit_month, sum(l.amount_fen) AS fen
       FROM outcome_in_force o JOIN batch_payment b USING (county, run_id, payment_no)
       JOIN payment_payee y USING (county, run_id, attempt, payment_no) JOIN run r USING (county, run_id)
       JOIN line l ON l.county = y.county AND l.run_month = r.month AND l.run_id = y.run_id AND l.attempt = y.attempt
         AND l.payee_no = y.payee_no AND l.item = y.item
       WHERE o.county = $1 AND o.outcome = 'paid' AND NOT EXISTS (SELECT FROM misdirected_confirmation m
         WHERE m.county = o.county AND m.run_id = o.run_id AND m.payment_no = o.payment_no)
       GROUP BY 1, 2, 3, 4, 5`,
      [],
    )
    await this.#learnIds()
    const sums = new Map<string, bigint>()
    for (const row of rows) {
      const key = keyOf(this.#whose(row))
      sums.set(key, (sums.get(key) ?? 0n) + BigInt(row.fen!))
    }
    return sums
  }

  /** The programme's number of a person as an ID number. */
  async idOf(personNo: number | string): Promise<string> {
    await this.#learnIds()
    return this.#ids.get(String(personNo))!
  }

  async #lines(where: string, values: readonly unknown[]): Promise<StoredLine[]> {
    const rows = await this.#query(
      `SELECT r.number, l.household_no, l.person_no, l.payee_no, l.programme, l.component, l.benefit_month, l.type, l.item,
         l.amount_fen
       FROM run r JOIN line l ON l.county = r.county AND l.run_month = r.month AND l.run_id = r.run_id
         AND l.attempt = (SELECT max(attempt) FROM calculation c
           WHERE c.county = r.county AND c.run_id = r.run_id AND finished_at IS NOT NULL)
       WHERE r.county = $1 AND ${where}`,
      values,
    )
    await this.#learnIds()
    return rows.map((row) => {
      const whose = this.#whose(row)
      const [run, payee, type, item] = [row.number!, this.#ids.get(row.payee_no!)!, row.type!, row.item!]
      const told = { run, payee, type, item, fen: BigInt(row.amount_fen!) }
      return { ...whose, ...told, key: keyOf(whose), account: setOffOf({ ...whose, item }) }
    })
  }

  #whose({ household_no, person_no, programme, component, benefit_month }: Row) {
    const person = this.#ids.get(person_no!)!
    return { household: household_no!, person, programme: programme!, component: component!, month: benefit_month! }
  }

  /** Persons that have come since. */
  async #learnIds(): Promise<void> {
    const rows = await this.#query(
      'SELECT person_no, id_hash, id_sealed FROM person WHERE county = $1 AND NOT person_no::text = ANY($2)',
      [[...this.#ids.keys()]],
    )
    for (const row of rows as unknown as { person_no: string; id_hash: Buffer; id_sealed: Buffer }[])
      this.#ids.set(row.person_no, this.#context.cipher.open(row.id_sealed, personIdentity(row.id_hash)))
  }

  async #query(text: string, values: readonly unknown[]): Promise<Row[]> {
    return (await this.#context.database.pool.query(text, [this.#county, ...values])).rows
  }
}
