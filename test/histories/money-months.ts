import { join } from 'node:path'
import { exportRun } from '../../src/app/export/export-run.ts'
import { confirmMisdirected } from '../../src/app/reissue/misdirected-confirm.ts'
import { recordMisdirected } from '../../src/app/reissue/misdirected-record.ts'
import { recordRepayment } from '../../src/app/reissue/misdirected-repaid.ts'
import { reissueRun } from '../../src/app/reissue/reissue-run.ts'
import { importReturn } from '../../src/app/returns/returns-import.ts'
import { closeRun } from '../../src/app/run/close-run.ts'
import { voidRun } from '../../src/app/run/runs.ts'
import { findRun } from '../../src/run/run.store.ts'
import type { TestContext } from '../support/registry.ts'
import { type Answer, readOrders } from './bank.ts'
import { checkBooks, checkOutstanding } from './books.ts'
import { Disputes } from './disputes.ts'
import type { Ledger, LedgerRun, Payment } from './ledger.ts'
import type { RandomMoney } from './random-year.ts'
import { expectRefusal, picked, some } from './steps.ts'
import type { StoredCounty } from './stored-county.ts'
import type { Tally } from './tally.ts'

type Row = Readonly<Record<string, string>>

export interface Book {
  readonly ledger: Ledger
  readonly stored: StoredCounty
  readonly learn: (kind: string, rows: readonly Row[]) => Promise<void>
  readonly tally: Tally
  /** Writes a return of the bank; gives its path. */
  readonly file: (answers: readonly (readonly [Payment, Answer['said']])[]) => string
  /** Notes how a payment ended, as a return or two people said. */
  readonly say: (payment: Payment, said: Answer['said']) => void
}

/** What happens to a county's money after it was approved: files, answers, corrected accounts, reissues, and what goes astray. */
export class MoneyMonths {
  readonly #context: TestContext
  readonly #checker: TestContext
  readonly #county: string
  readonly #book: Book
  readonly #disputes: Disputes
  #serial = 0

  constructor(context: TestContext, county: string, book: Book) {
    this.#context = context
    this.#checker = context.as('复核甲')
    this.#county = county
    this.#book = book
    this.#disputes = new Disputes(context, book)
  }

  get #ledger(): Ledger {
    return this.#book.ledger
  }

  async month(today: string, plan: RandomMoney, approve: (number: string) => Promise<void>): Promise<void> {
    if (plan.late) for (const run of this.#ledger.in('settled')) await this.#answer(run, plan)
    if (plan.decided) await this.#disputes.decideUnanswered(plan)
    if (plan.contradicted) await this.#disputes.contradict(plan, plan.contradicted)
    for (const run of this.#ledger.in('approved', 'exported', 'settled'))
      if (picked(run.number, plan.salt) < plan.sent) await this.#send(run, today)
    for (const run of this.#ledger.in('exported')) await this.#answer(run, plan)
    if (plan.astray) await this.#goAstray(plan)
    await this.#correct(today, plan)
    await this.#sendAgain(today, plan, approve)
    if (plan.closed) await this.#close()
    await checkOutstanding(this.#context, this.#county, this.#ledger)
  }

  /** Everything that was approved goes out, and every book is held against every other. */
  async end(today: string): Promise<void> {
    for (const run of this.#ledger.in('approved')) await this.#send(run, today)
    await checkOutstanding(this.#context, this.#county, this.#ledger)
    await checkBooks(this.#context, this.#county, this.#book, (number) => this.#folder(number))
  }

  /** The book takes over what a supplementary run has lined up. */
  async reissueRead(number: string, original: LedgerRun, putIn: readonly Payment[], today = this.#today()) {
    const run = await findRun(this.#context.database.sql, number)
    const { month, kind } = run
    this.#ledger.reissued({ number, month, kind }, original, putIn, await this.#book.stored.linesOf(run), today)
  }

  #today(): string {
    return this.#context.now().slice(0, 7)
  }

  #folder(number: string): string {
    return join(this.#context.home, 'out', number)
  }

  /** The files hold exactly what the book says has to be sent, each payment to its account. */
  async #send(run: LedgerRun, today: string): Promise<void> {
    const outgoing = this.#ledger.toSend(run, today)
    const exporting = exportRun(this.#context, run.number, { out: this.#folder(run.number) })
    if (run.state === 'approved' && outgoing.size === 0)
      return await expectRefusal(exporting, 'export.nothing-to-pay', run.number)
    const { files } = await exporting
    const orders = files.filter(({ how }) => how === 'written').flatMap(({ path }) => readOrders(path))
    for (const { no, payee, item, account, fen } of orders) {
      const payment = [...outgoing.keys()].find((one) => one.payee === payee && one.item === item)
      const chosen = payment && outgoing.get(payment)
      if (!payment || chosen?.account !== account || payment.fen !== fen)
        throw new Error(
          `${run.number}: ${no} pays ${payee} ${item} ${fen} to ${account}, not ${payment?.fen} to ${chosen?.account}`,
        )
      payment.sent = { account: chosen, no }
      outgoing.delete(payment)
      this.#book.tally.payments++
      if (run.state !== 'approved') this.#book.tally.released++
    }
    if (outgoing.size > 0) throw new Error(`${run.number}: ${outgoing.size} payments are in no file`)
    if (run.state === 'approved') run.state = 'exported'
  }

  /** The bank answers some of what it has not answered yet. */
  async #answer(run: LedgerRun, { salt, failed, silent }: RandomMoney): Promise<void> {
    const answers: [Payment, Answer['said']][] = []
    for (const one of run.payments) {
      if (!one.sent || one.said) continue
      const chance = picked(one.sent.no, salt)
      if (chance < silent) this.#book.tally.silent++
      else answers.push([one, chance < silent + failed ? 'failed' : 'paid'])
    }
    if (answers.length === 0) return
    const path = this.#book.file(answers)
    const { news } = await importReturn(this.#context, run.number, path)
    if (news !== answers.length) throw new Error(`${run.number}: ${news} of ${answers.length} answers were new`)
    if (salt % 4 === 0 && (await importReturn(this.#context, run.number, path)).changed)
      throw new Error(`${run.number}: the same return was taken twice`)
    for (const [one, said] of answers) this.#book.say(one, said)
    run.state = 'settled'
  }

  /** Money that two people find to have gone to a wrong account; some of it is handed back. */
  async #goAstray({ salt, repaid }: RandomMoney): Promise<void> {
    const paid = this.#ledger
      .in('settled')
      .flatMap(({ payments }) => payments.filter(({ said, wrong }) => said === 'paid' && !wrong))
    for (const one of some(paid, salt, 2)) {
      const no = one.sent!.no
      await recordMisdirected(this.#context, one.run, no, { why: '示例:进了同名人账户' })
      await confirmMisdirected(this.#checker, one.run, no)
      one.wrong = true
      this.#book.tally.astray++
      if (repaid) await recordRepayment(this.#context, one.run, no, { amountFen: (one.fen + 1n) / 2n, why: '示例收据' })
    }
  }

  /** New accounts for some whose money failed, went astray, or is held. */
  async #correct(today: string, { salt, corrected }: RandomMoney): Promise<void> {
    const wanting = this.#ledger.all().filter((one) => {
      if (one.fen === 0n || one.again) return false
      return one.said === 'failed' || one.wrong || (!one.sent && !one.chosen)
    })
    const payees = new Set(wanting.map(({ payee }) => payee).filter((id) => picked(id, salt) < corrected))
    const rows = [...payees].sort().map((id) => ({
      ...{ 身份证号: id, 户名: '示例', 账号: `62280088${this.#county}${String(++this.#serial).padStart(5, '0')}` },
      ...{ 账户类型: '社保卡', 开户银行: '示例农商银行', 启用月份: today },
    }))
    if (rows.length > 0) await this.#book.learn('accounts', rows)
  }

  /** Exactly what failed or went astray and has a new account goes into a supplementary run, once. */
  async #sendAgain(today: string, plan: RandomMoney, approve: (number: string) => Promise<void>): Promise<void> {
    const { salt, reissues, reissueVoided } = plan
    for (const original of some(this.#ledger.in('settled', 'closed'), salt, reissues)) {
      const expected = this.#ledger.reissuable(original, today)
      const { run, putIn, changed } = await reissueRun(this.#context, original.number)
      const numbers = (list: readonly (string | undefined)[]) => [...list].sort().join(' ')
      const [ours, theirs] = [numbers(expected.map(({ sent }) => sent!.no)), numbers(putIn.map((one) => one.paymentNo))]
      if (ours !== theirs) throw new Error(`${original.number} sends again ${theirs} instead of ${ours}`)
      if (!run || !changed) continue
      await this.reissueRead(run.number, original, expected, today)
      this.#book.tally.reissued += expected.length
      if (original.original) this.#book.tally.reissuedAgain += expected.length
      if (reissueVoided) await this.#voidReissue(run.number)
      else if (salt % 4 > 0) await approve(run.number)
    }
  }

  async #voidReissue(number: string): Promise<void> {
    await voidRun(this.#context, number, '示例')
    this.#ledger.voided(this.#ledger.runs.get(number)!)
    this.#book.tally.reissuesVoided++
  }

  /** A run whose every payment in a file has an answer is closed, held money or not. */
  async #close(): Promise<void> {
    const settled = this.#ledger
      .in('settled')
      .find(({ payments }) => payments.every(({ sent, said }) => !sent || said !== null))
    if (!settled) return
    await closeRun(this.#checker, settled.number, '示例:年终关账')
    settled.state = 'closed'
    this.#book.tally.closed++
  }
}
