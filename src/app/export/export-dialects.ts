import type { Problem } from '../../kernel/problem.ts'
import { Refused } from '../../kernel/refusal.ts'
import { BANK_LAYOUTS_NAME, OTHER_BANKS, readBankLayouts } from '../../layout/bank-layouts.store.ts'
import { DEFAULT_LAYOUT, loadLayout } from '../../layout/layout.store.ts'
import type { Layout } from '../../layout/layout.ts'
import type { Batch } from '../../payment/batch.store.ts'
import { PAYMENT_REFUSALS } from '../../payment/refusals.ts'

/** What whoever exports says about layouts; names of layouts or files. */
export interface AskedLayouts {
  /** For every bank that is not named beside it. */
  readonly layout?: string
  /** Bank → layout. */
  readonly bankLayouts?: Readonly<Record<string, string>>
}

/** What was asked, loaded; a layout that cannot be used is refused before anything is looked at. */
export interface LoadedLayouts {
  readonly all: Layout | null
  readonly ofBank: ReadonlyMap<string, Layout>
  /** The bureau's setting. */
  readonly settings: ReadonlyMap<string, Layout>
}

export function loadAsked(home: string, { layout, bankLayouts = {} }: AskedLayouts): LoadedLayouts {
  const ofBank = Object.entries(bankLayouts).map(([bank, name]) => [bank, loadLayout(name)] as const)
  return {
    all: layout === undefined ? null : loadLayout(layout),
    ofBank: new Map(ofBank),
    settings: readBankLayouts(home),
  }
}

/**
 * In which layout each bank of a run is written to: as asked, else as the run wrote to it before, else as `banks.yaml`
 * says, else in the one layout of the run's earlier files, else yibentong.
 */
export class Dialects {
  /** Banks that the setting does not name although there is one. */
  readonly unlisted = new Set<string>()
  readonly #asked: LoadedLayouts
  readonly #existing: readonly Batch[]
  #default: Layout | undefined

  constructor(asked: LoadedLayouts, existing: readonly Batch[]) {
    this.#asked = asked
    this.#existing = existing
  }

  layoutFor(bank: string): Layout {
    const { all, ofBank, settings } = this.#asked
    // what goes out later goes to the same bank in the same dialect as what went before
    const before = this.#existing.find((batch) => batch.bank === bank)?.layout
    return ofBank.get(bank) ?? all ?? before ?? settings.get(bank) ?? settings.get(OTHER_BANKS) ?? this.#unlisted(bank)
  }

  #unlisted(bank: string): Layout {
    if (this.#asked.settings.size > 0) this.unlisted.add(bank)
    const [first, ...others] = this.#existing.map(({ layout }) => layout)
    if (first && others.every(({ layout }) => layout === first.layout)) return first
    this.#default ??= loadLayout(DEFAULT_LAYOUT)
    return this.#default
  }

  /** One warning for each bank that the setting leaves out. */
  warnings(): Problem[] {
    return [...this.unlisted].map((bank) => ({
      code: 'export.bank-not-listed',
      severity: 'warning',
      value: bank,
      message: `${BANK_LAYOUTS_NAME} 里没有「${bank}」,按版式 ${this.layoutFor(bank).layout} 写出。`,
      remedy: `请在 ${BANK_LAYOUTS_NAME} 里写明这家银行的版式,或写「${OTHER_BANKS}」。`,
    }))
  }

  /** Refuses what was asked and could not be done: money that has gone out already, or a bank that gets none. */
  refuseUnmet(run: string, claimed: readonly Batch[]): void {
    for (const [bank, layout] of this.#asked.ofBank) {
      const sent = this.#existing.filter((batch) => batch.bank === bank)
      if (claimed.some((batch) => batch.bank === bank)) continue
      if (sent.length === 0)
        throw new Refused(
          PAYMENT_REFUSALS['export.bank-not-in-run'](run, bank, banksOf([...this.#existing, ...claimed])),
        )
      refuseOther(run, sent, layout)
    }
    const others = this.#existing.filter(({ bank }) => !this.#asked.ofBank.has(bank))
    if (this.#asked.all && claimed.length === 0 && others.length > 0) refuseOther(run, others, this.#asked.all)
  }
}

function refuseOther(run: string, sent: readonly Batch[], { layout: asked }: Layout): void {
  if (sent.some(({ layout }) => layout.layout === asked)) return
  throw new Refused(PAYMENT_REFUSALS['export.other-layout'](run, sent[0]!.layout.layout, asked))
}

function banksOf(batches: readonly Batch[]): string[] {
  return [...new Set(batches.map(({ bank }) => bank))]
}
