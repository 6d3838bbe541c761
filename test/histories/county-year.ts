import { calculateRun } from '../../src/app/calculate/calculate-run.ts'
import { listRecoveries, recordCash, waiveRecovery } from '../../src/app/calculate/recover.ts'
import { supplementArrears } from '../../src/app/calculate/supplement-arrears.ts'
import { calculateSupplementary } from '../../src/app/reissue/reissue-content.ts'
import { openRun } from '../../src/app/run/open-run.ts'
import { approveRun, rejectRun, submitRun, voidRun } from '../../src/app/run/runs.ts'
import { formatYuan } from '../../src/kernel/money.ts'
import { addMonths } from '../../src/kernel/month.ts'
import { Refused } from '../../src/kernel/refusal.ts'
import { findRun, listRuns, type Run } from '../../src/run/run.store.ts'
import { Months } from '../support/months.ts'
import type { TestContext } from '../support/registry.ts'
import { writeAnswers } from './bank.ts'
import { keyOf } from './key.ts'
import { KnownCounty } from './known-county.ts'
import { Ledger } from './ledger.ts'
import { checkLinedUp, type Entry } from './lined-up.ts'
import { type Book, MoneyMonths } from './money-months.ts'
import { RandomCounty } from './random-county.ts'
import { MONTHS, type RandomFamily } from './random-family.ts'
import { FIRST_VALUES, type RandomMonth, valuesOf } from './random-year.ts'
import { StoredCounty } from './stored-county.ts'
import type { Tally } from './tally.ts'

type Row = Readonly<Record<string, string>>

/**
 * Many families with random histories live in one county, whose months are worked out, approved, sent back, voided, sent
 * to the bank, answered and sent again in a random way, and held against the naive book after every step that counts.
 */
export class CountyYear {
  readonly #context: TestContext
  readonly #county: string
  readonly #random: RandomCounty
  readonly #months: Months
  readonly #known: KnownCounty
  readonly #stored: StoredCounty
  readonly #ledger: Ledger
  readonly #money: MoneyMonths
  readonly #tally: Tally
  readonly #entries: Entry[] = []
  #month = MONTHS[0]!
  #files = 0

  constructor(context: TestContext, county: string, families: readonly RandomFamily[], tally: Tally) {
    this.#context = context
    this.#county = county
    this.#tally = tally
    this.#random = new RandomCounty(county, families)
    this.#months = new Months(context, county)
    this.#known = new KnownCounty(county)
    this.#stored = new StoredCounty(context, county)
    this.#ledger = new Ledger(this.#known)
    this.#money = new MoneyMonths(context, county, {
      ...{ ledger: this.#ledger, stored: this.#stored, tally, learn: (kind, rows) => this.#learn(kind, rows) },
      file: (answers) => this.#file(answers),
      say: (payment, said) => {
        payment.said = said
        tally[said]++
      },
    })
  }

  async through(year: readonly RandomMonth[]): Promise<void> {
    this.#months.on('2025-12-28')
    await this.#document(`示例民发〔2025〕${this.#county}号`, '2025-12-20', FIRST_VALUES)
    for (const [step, plan] of year.entries()) {
      this.#month = MONTHS[step]!
      this.#months.on(`${this.#month}-05`)
      for (const [kind, rows] of Object.entries(this.#random.rowsAt(step)))
        if (rows.size > 0) await this.#learn(kind, [...rows.values()])
      await this.#publish(plan, step)
      await this.#settle(plan)
      await this.#takeMonth(plan, step)
      if (plan.money.urgent) await this.#supplement(step, plan.money.salt)
      await this.#money.month(this.#month, plan.money, (number) => this.#approveReissue(number))
    }
    await this.#approve(await this.#calculate('regular', this.#month))
    await this.#money.end(this.#month)
    this.#tally.histories += this.#random.families.length
  }

  #file(answers: Parameters<Book['file']>[0]): string {
    const rows = answers.map(([{ sent, fen }, said]) => ({ no: sent!.no, account: sent!.account.account, fen, said }))
    return writeAnswers(this.#context.home, `回盘${this.#county}-${++this.#files}`, rows)
  }

  async #learn(kind: string, rows: readonly Row[]): Promise<void> {
    await this.#months.learn(kind, ...rows)
    this.#known.learn(kind, rows)
  }

  async #document(name: string, issued: string, sets: Parameters<KnownCounty['document']>[2]): Promise<void> {
    await this.#months.document(name, sets, issued)
    this.#known.document(name, issued, sets)
  }

  async #publish({ document, figure }: RandomMonth, step: number): Promise<void> {
    if (document) {
      const name = `示例民发〔2026〕${this.#county}${document.again ? '' : step}号`
      await this.#document(name, `2026-0${step + 1}-03`, valuesOf(document, step))
    }
    if (!figure) return
    const 月份 = addMonths(this.#month, -figure.back)
    const when = { 月份, 同比涨幅: `${figure.rise}.0`, 发布日期: `${this.#month}-04` }
    await this.#learn('indices', [{ 区划代码: this.#county, 指标: '低收入居民基本生活费用', ...when }])
  }

  /** Money handed back or given up for one of the claims that are open. */
  async #settle({ settled }: RandomMonth): Promise<void> {
    if (!settled) return
    const [open] = await listRecoveries(this.#context, this.#county)
    if (!open) return
    const { householdNo: household, programme, benefitMonth: month } = open
    const amount = formatYuan(open.openFen > 100n ? open.openFen - 50n : open.openFen)
    const request = { county: this.#county, household, programme, month, amount, why: `示例${this.#month}` }
    const record = settled === 'cash' ? recordCash : waiveRecovery
    const by = settled === 'cash' ? this.#context : this.#context.as('复核甲')
    for (const { householdNo, personNo, component, amountFen, kind, ...of } of (await record(by, request)).entries) {
      const person = await this.#stored.idOf(personNo)
      const key = keyOf({ household: householdNo, person, programme: of.programme, component, month: of.benefitMonth })
      this.#entries.push({ key, kind, fen: amountFen })
    }
  }

  async #takeMonth({ regular, price, voided, caughtUp }: RandomMonth, step: number): Promise<void> {
    if (voided) await this.#voidOne(voided)
    if (regular !== 'skipped') {
      const run = await this.#calculate('regular', this.#month)
      if (regular === 'approved') await this.#approve(run)
      if (regular === 'rejected' && run.state === 'calculated') {
        await this.#submit(run)
        await rejectRun(this.#context.as('复核甲'), run.number, '示例:再核')
      }
    }
    const runs = await this.#runs()
    // a price run needs a regular month of the county not after its own
    if (price !== 'none' && runs.some(({ kind, state }) => kind === 'regular' && state !== 'void')) {
      const run = await this.#calculate('price', this.#month)
      if (price === 'approved') await this.#approve(run)
    }
    if (!caughtUp) return
    const waiting = (await this.#runs()).filter(({ state }) => state === 'calculated')
    for (const run of waiting.sort((a, b) => (a.month < b.month ? -1 : 1)))
      await this.#approve(step % 2 === 0 ? run : await this.#recalculate(run))
  }

  async #runs(): Promise<Run[]> {
    return (await listRuns(this.#context.database.sql)).filter(({ county }) => county === this.#county)
  }

  /** Only what has not gone to the bank can be voided. */
  async #voidOne({ which, reopened }: NonNullable<RandomMonth['voided']>): Promise<void> {
    const here = (await this.#runs()).filter(({ state }) =>
      ['open', 'calculated', 'submitted', 'approved'].includes(state),
    )
    const run = here[which % Math.max(here.length, 1)]
    if (!run) return
    await voidRun(this.#context.as('复核甲'), run.number, '示例:没有发出')
    const told = this.#ledger.runs.get(run.number)
    if (told) this.#ledger.voided(told)
    this.#tally.voided++
    if (!reopened || run.kind === 'supplementary') return
    try {
      await this.#approve(await this.#calculate(run.kind, run.month))
    } catch (error) {
      // the very first month was voided: it is before the system's first now
      if (!(error instanceof Refused && error.problems[0]?.code === 'run.before-first-month')) throw error
    }
  }

  /** What some families are due should not wait, where there is a difference. */
  async #supplement(step: number, salt: number): Promise<void> {
    const request = { county: this.#county, households: this.#random.someAt(step, salt), ids: [], why: '示例' }
    try {
      const { run } = await supplementArrears(this.#context, request)
      await this.#check(await findRun(this.#context.database.sql, run.number))
      this.#tally.supplements++
      if (salt % 3 > 0) await this.#approve(run)
    } catch (error) {
      const code = error instanceof Refused ? error.problems[0]!.code : ''
      if (!['arrears.no-month', 'arrears.nothing-due', 'arrears.in-hand'].includes(code)) throw error
    }
  }

  async #calculate(kind: 'regular' | 'price' | 'supplementary', month: string): Promise<Run> {
    const { run } = await openRun(this.#context, { county: this.#county, month, kind })
    if (run.state !== 'open' && run.state !== 'calculated') return run
    return await this.#recalculate(run)
  }

  async #recalculate(run: Run): Promise<Run> {
    const original = this.#ledger.runs.get(run.number)?.original
    if (original) {
      await calculateSupplementary(this.#context, run.number)
      await this.#money.reissueRead(run.number, original, [])
    } else {
      await calculateRun(this.#context, run.number)
      await this.#check(await findRun(this.#context.database.sql, run.number))
    }
    return await findRun(this.#context.database.sql, run.number)
  }

  /** Holds a calculated run against what is due, and writes its payments into the book. */
  async #check(run: Run): Promise<void> {
    const entries = this.#entries.filter(({ key }) => key.includes('price-subsidy') === (run.kind === 'price'))
    const { due, differences, open } = await checkLinedUp(run, this.#known, this.#stored, entries)
    this.#ledger.calculated(run, await this.#stored.linesOf(run), this.#month)
    this.#tally.runs++
    this.#tally.due += due
    this.#tally.differences += differences
    this.#tally.open += open
  }

  /** One that stands on what has changed since is refused, worked out anew, and taken. */
  async #submit(run: Run): Promise<void> {
    try {
      await submitRun(this.#context, run.number)
    } catch (error) {
      if (!(error instanceof Refused)) throw error
      this.#tally.refusedOnce++
      await this.#recalculate(run)
      await submitRun(this.#context, run.number)
    }
  }

  async #approve(run: Run): Promise<void> {
    if (run.state !== 'calculated') return
    await this.#submit(run)
    await approveRun(this.#context.as('复核甲'), run.number)
    this.#ledger.runs.get(run.number)!.state = 'approved'
  }

  async #approveReissue(number: string): Promise<void> {
    await this.#approve(await findRun(this.#context.database.sql, number))
  }
}
