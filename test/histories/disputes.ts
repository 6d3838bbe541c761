import { confirmOutcome, decideOutcome } from '../../src/app/returns/returns-decide.ts'
import { importReturn } from '../../src/app/returns/returns-import.ts'
import { voidRun } from '../../src/app/run/runs.ts'
import type { TestContext } from '../support/registry.ts'
import type { Payment } from './ledger.ts'
import type { Book } from './money-months.ts'
import type { RandomMoney } from './random-year.ts'
import { expectRefusal, picked, some } from './steps.ts'

/** What two people settle: payments without an answer, and answers that contradict each other. */
export class Disputes {
  readonly #context: TestContext
  readonly #checker: TestContext
  readonly #book: Book

  constructor(context: TestContext, book: Book) {
    this.#context = context
    this.#checker = context.as('复核甲')
    this.#book = book
  }

  /** Two people say how some payments ended that the bank has not answered. */
  async decideUnanswered({ salt }: RandomMoney): Promise<void> {
    const silent = this.#book.ledger
      .in('exported', 'settled')
      .flatMap(({ payments }) => payments.filter((one) => one.sent && !one.said))
    for (const one of some(silent, salt, 3)) {
      await this.#decide(one, picked(one.sent!.no, salt) < 6 ? 'failed' : 'paid')
      this.#book.tally.decided++
    }
  }

  async #decide(payment: Payment, as: 'paid' | 'failed'): Promise<void> {
    const target = { paymentNo: payment.sent!.no }
    await decideOutcome(this.#context, payment.run, target, { as, why: '示例:银行书面说明' })
    await confirmOutcome(this.#checker, payment.run, target)
    this.#book.say(payment, as)
    const run = this.#book.ledger.runs.get(payment.run)!
    if (run.state === 'exported') run.state = 'settled'
  }

  /**
   * The bank says the contrary: nothing of the file holds until two people have decided. What is about to be sent again
   * is not decided to have been paid before that run is stopped; what has been sent again may prove to be paid twice, by
   * the bank and for all to see.
   */
  async contradict({ salt }: RandomMoney, as: 'paid' | 'failed'): Promise<void> {
    const answered = this.#book.ledger
      .in('settled')
      .flatMap(({ payments }) => payments.filter(({ said }) => said !== null))
    const sentAgain = answered.filter(({ again }) => again)
    for (const one of new Set([...some(sentAgain, salt, 1), ...some(answered, salt, 1)])) {
      const contrary = one.said === 'paid' ? ('failed' as const) : ('paid' as const)
      const path = this.#book.file([[one, contrary]])
      await expectRefusal(importReturn(this.#context, one.run, path), 'returns.contradiction', one.sent!.no)
      await this.#stopReissueOf(one, as)
      if (as === 'failed' && one.wrong) await this.#isAstrayAlready(one)
      else await this.#decide(one, as)
      await importReturn(this.#context, one.run, path)
      this.#book.tally.contradicted++
    }
  }

  async #stopReissueOf(one: Payment, as: 'paid' | 'failed'): Promise<void> {
    const sending = one.again && this.#book.ledger.runs.get(one.again.run)!
    if (as === 'failed' || one.wrong || !sending) return
    if (sending.state !== 'calculated' && sending.state !== 'approved') {
      if (one.said === 'failed' && one.again!.said === 'paid') this.#book.tally.twice++
      return
    }
    const deciding = decideOutcome(this.#context, one.run, { paymentNo: one.sent!.no }, { as, why: '示例' })
    await expectRefusal(deciding, 'returns.being-reissued', one.sent!.no)
    await voidRun(this.#context, sending.number, '示例')
    this.#book.ledger.voided(sending)
    this.#book.tally.stopped++
  }

  /** Money of which two people said that it went to a stranger has not come back from the bank as well. */
  async #isAstrayAlready(one: Payment): Promise<void> {
    const target = { paymentNo: one.sent!.no }
    const deciding = decideOutcome(this.#context, one.run, target, { as: 'failed', why: '示例' })
    await expectRefusal(deciding, 'returns.misdirected', one.sent!.no)
    await this.#decide(one, 'paid')
  }
}
