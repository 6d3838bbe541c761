import type { Kysely } from 'kysely'
import type { Schema } from '../../db/schema.ts'
import type { Month } from '../../kernel/month.ts'
import { loadPolicyBook } from '../../policy/policy.store.ts'
import { readIndexFigures } from '../../registry/index-figures.store.ts'
import type { PriceKnowledge } from '../../reports/price-decision-change.ts'
import type { Lookup } from '../../rules/define-rule.ts'
import { lookupsOf } from '../../rules/policy-lookups.ts'
import { buildIndexBook, type IndexBook } from '../../rules/price-subsidy/index-book.ts'

/** A state of knowledge by its numbers: the load of documents and the import of indices. */
export interface KnownThen {
  readonly policyRevision: number
  readonly indexKnown: number
}

/** Documents and figures as known then, each state of them read once. */
export class PriceKnowledges {
  readonly #db: Kysely<Schema>
  readonly #lookups = new Map<number, Promise<(area: string, month: Month) => Lookup>>()
  readonly #indices = new Map<number, Promise<IndexBook>>()

  constructor(db: Kysely<Schema>) {
    this.#db = db
  }

  async of({ policyRevision, indexKnown }: KnownThen, area: string, month: Month): Promise<PriceKnowledge> {
    const lookups = remembered(this.#lookups, policyRevision, async (revision) =>
      lookupsOf(await loadPolicyBook(this.#db, revision)),
    )
    const indices = remembered(this.#indices, indexKnown, async (known) =>
      buildIndexBook(await readIndexFigures(this.#db, known)),
    )
    return { lookup: (await lookups)(area, month), indices: await indices }
  }
}

function remembered<T>(known: Map<number, Promise<T>>, key: number, load: (key: number) => Promise<T>): Promise<T> {
  const loaded = known.get(key) ?? load(key)
  known.set(key, loaded)
  return loaded
}
