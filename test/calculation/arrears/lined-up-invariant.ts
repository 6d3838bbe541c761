import { loadDueContext } from '../../../src/app/case-computer.ts'
import type { Context } from '../../../src/app/context.ts'
import type { Run } from '../../../src/approval/run.store.ts'
import { latestAttempt } from '../../../src/calculation/calculation.store.ts'
import type { BenefitLine } from '../../../src/calculation/case-result.ts'
import { computeCase } from '../../../src/calculation/compute-case.ts'
import type { DueContext } from '../../../src/calculation/due-context.ts'
import { computePriceCase } from '../../../src/calculation/price-case.ts'
import { addMonths } from '../../../src/kernel/month.ts'
import type { HouseholdHistory } from '../../../src/registry/household-history.ts'
import { readHouseholds } from '../../../src/registry/household-reader.store.ts'
import { readIndexFigures } from '../../../src/registry/index-figures.store.ts'
import { decidePrice } from '../../../src/rules/price-subsidy/decide-price.ts'
import { buildIndexBook, type IndexBook } from '../../../src/rules/price-subsidy/index-book.ts'
import type { PriceDecision } from '../../../src/rules/price-subsidy/price-decision.ts'

const OF_PERSONS =
  /^(tekun|orphan|unsupported-child|hiv-child|child-in-difficulty|disability-living|disability-nursing|temporary-assistance|education-grant|disaster-relief|price-subsidy)$/

interface Keyed {
  readonly household_no: string
  readonly person_no: number | string
  readonly programme: string
  readonly component: string
  readonly benefit_month: string
  readonly item: string
}

/** Household or person, programme, component and month: what a difference is taken per. */
function keyOf({ household_no, person_no, programme, component, benefit_month }: Omit<Keyed, 'item'>): string {
  const person = Number(person_no)
  const who = person !== 0 && OF_PERSONS.test(programme) ? `person ${person}` : `${household_no} ${person}`
  return [who, programme, component, benefit_month].join(' ')
}

/** What one calculation was held against. */
export interface Checked {
  /** Amounts that are due, lines of 补发 and 追回 that the run has, and claims that it leaves open. */
  readonly due: number
  readonly differences: number
  readonly open: number
}

/**
 * Holds a calculated run against what is due as known to it, worked out for every household and month anew: lined up in
 * total is what is due, or an open recovery says how much too much; nothing for months before the first; set-offs within
 * the cap and as far as it goes. Throws with the key that is wrong.
 */
export async function checkLinedUp(context: Context, run: Run): Promise<Checked> {
  const { pool, sql } = context.database
  const attempt = (await latestAttempt(sql, run))!
  const { dueContext, shared } = await loadDueContext(context, run.county, attempt)
  const lines = await linesThatCount(context, run)
  const months = await monthsOf(context, run, attempt.firstMonth)
  const own = lines.filter(({ run_id }) => run_id === run.runId)
  const early = own.find(({ benefit_month }) => benefit_month < attempt.firstMonth || !months.includes(benefit_month))
  if (early) throw new Error(`${run.number}: a line for ${keyOf(early)}`)
  const due = new Map<string, bigint>()
  const client = await pool.connect()
  let histories: HouseholdHistory[]
  try {
    const numbers = await client.query('SELECT DISTINCT household_no FROM household_fact WHERE county = $1', [
      run.county,
    ])
    const selection = { county: run.county, known: attempt.known, numbers: numbers.rows.map((row) => row.household_no) }
    histories = await readHouseholds(client, selection, shared)
  } finally {
    client.release()
  }
  const figures = run.kind === 'price' ? buildIndexBook(await readIndexFigures(sql, attempt.indexKnown)) : null
  for (const month of months) {
    const decisionFor = figures && decisionsOf(figures, dueContext, month)
    const compute = (history: HouseholdHistory): readonly BenefitLine[] =>
      (decisionFor
        ? computePriceCase(history, month, { ...dueContext, decisionFor })
        : computeCase(history, month, dueContext)
      ).lines
    for (const line of histories.flatMap(compute)) {
      const { householdNo: household_no, personNo: person_no, programme, component } = line
      add(due, keyOf({ household_no, person_no, programme, component, benefit_month: month }), line.amountFen)
    }
  }
  const lined = new Map<string, bigint>()
  for (const line of lines) if (months.includes(line.benefit_month)) add(lined, keyOf(line), BigInt(line.amount_fen))
  const { open, claims, cash, waived } = await balances(context, run, attempt.known, months)
  for (const key of new Set([...due.keys(), ...lined.keys(), ...open.keys()])) {
    const [isDue, isLined, isOpen] = [due, lined, open].map((map) => map.get(key) ?? 0n) as [bigint, bigint, bigint]
    const gap = isLined - (cash.get(key) ?? 0n) - isDue
    const givenUp = waived.get(key) ?? 0n
    const holds = isOpen > 0n ? gap === isOpen + givenUp : gap >= 0n && gap <= givenUp
    if (!holds)
      throw new Error(`${run.number}: ${key}: lined up ${isLined}, due ${isDue}, open ${isOpen}, given up ${givenUp}`)
  }
  const area = histories[0]?.versions[0]?.area ?? ''
  checkSetOff(run, own, claims, Number(dueContext.lookup(area, run.month)('recovery.cap')?.value ?? 1))
  return { due: due.size, differences: own.filter(({ type }) => type !== 'normal').length, open: open.size }
}

/** Decided place by place, however small. */
function decisionsOf(figures: IndexBook, { lookup }: DueContext, month: string): (area: string) => PriceDecision {
  const decided = new Map<string, PriceDecision>()
  return (area) => {
    const decision = decided.get(area) ?? decidePrice({ area, month }, lookup(area, month), figures)
    decided.set(area, decision)
    return decision
  }
}

interface StoredLine extends Keyed {
  readonly run_id: string
  readonly type: string
  readonly amount_fen: string
}

/** This run's lines and those of every other that counts for it: approved ones, and earlier months that wait for it. */
async function linesThatCount({ database }: Context, run: Run): Promise<StoredLine[]> {
  const { rows } = await database.pool.query(
    `SELECT l.run_id, l.household_no, l.person_no, l.programme, l.component, l.benefit_month, l.type, l.item, l.amount_fen
     FROM run r JOIN line l ON l.county = r.county AND l.run_month = r.month AND l.run_id = r.run_id
       AND l.attempt = (SELECT max(attempt) FROM calculation c
         WHERE c.county = r.county AND c.run_id = r.run_id AND finished_at IS NOT NULL)
     WHERE r.county = $1 AND (r.kind = 'price') = $2 AND (r.run_id = $3 OR r.state IN ('approved', 'exported')
       OR r.month < $4 AND r.state IN ('calculated', 'submitted'))`,
    [run.county, run.kind === 'price', run.runId, run.month],
  )
  return rows
}

/** Every month since the first; for a price run those that have one. */
async function monthsOf({ database }: Context, run: Run, first: string): Promise<string[]> {
  const all: string[] = []
  for (let month = first; month <= run.month; month = addMonths(month, 1)) all.push(month)
  if (run.kind !== 'price') return all
  const { rows } = await database.pool.query(
    `SELECT month FROM run WHERE county = $1 AND kind = 'price' AND (run_id = $2
       OR state IN ('calculated', 'submitted', 'approved', 'exported'))`,
    [run.county, run.runId],
  )
  return all.filter((month) => rows.some((row) => row.month === month))
}

async function balances({ database }: Context, run: Run, known: number, months: readonly string[]) {
  const open = new Map<string, bigint>()
  const { rows } = await database.pool.query(
    'SELECT *, claim_fen - taken_fen AS left_fen FROM open_recovery WHERE county = $1 AND run_id = $2 AND attempt = $3',
    [run.county, run.runId, run.attempt],
  )
  for (const row of rows) add(open, keyOf(row), BigInt(row.left_fen))
  const cash = new Map<string, bigint>()
  const waived = new Map<string, bigint>()
  const entries = await database.pool.query('SELECT * FROM recovery_entry WHERE county = $1 AND known <= $2', [
    run.county,
    known,
  ])
  for (const row of entries.rows)
    if (months.includes(row.benefit_month) && (row.programme === 'price-subsidy') === (run.kind === 'price'))
      add(row.kind === 'cash' ? cash : waived, keyOf(row), BigInt(row.amount_fen))
  return { open, claims: rows as Keyed[], cash, waived }
}

/**
 * Per beneficiary and item: at most the cap of what is paid, and nothing left open that the cap would have allowed. Nobody
 * is paid in one household what is asked back in another.
 */
function checkSetOff(run: Run, own: readonly StoredLine[], open: readonly Keyed[], cap: number): void {
  const paid = new Map<string, bigint>()
  const taken = new Map<string, bigint>()
  for (const line of own) {
    const fen = BigInt(line.amount_fen)
    if (fen > 0n) add(paid, accountOf(line), fen)
    else add(taken, accountOf(line), -fen)
  }
  const limit = (account: string) => ((paid.get(account) ?? 0n) * BigInt(Math.round(cap * 1000))) / 1000n
  for (const [account, fen] of taken)
    if (fen > limit(account))
      throw new Error(`${run.number}: ${account} gives back ${fen} of ${paid.get(account) ?? 0n}`)
  for (const account of open.map(accountOf))
    if ((taken.get(account) ?? 0n) !== limit(account)) throw new Error(`${run.number}: ${account} could give back more`)
  const owing = new Set([...own.filter(({ type }) => type === 'recovery'), ...open].map(keyOf))
  const both = own.find((line) => line.type !== 'recovery' && owing.has(keyOf(line)))
  if (both) throw new Error(`${run.number}: ${keyOf(both)} is paid and asked back`)
}

/** What is set off together: one beneficiary's lines of one subsidy item. */
function accountOf({ household_no, person_no, programme, item }: Keyed): string {
  return `${Number(person_no) !== 0 && OF_PERSONS.test(programme) ? person_no : household_no} ${item}`
}

function add(sums: Map<string, bigint>, key: string, fen: bigint): void {
  sums.set(key, (sums.get(key) ?? 0n) + fen)
}
