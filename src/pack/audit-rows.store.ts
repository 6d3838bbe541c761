import { auditRowFits } from '../db/audit.store.ts'
import { copyOut } from '../db/copy.ts'
import { sql } from '../db/statement.ts'
import type { Tx } from '../db/transaction.ts'
import { inertText } from '../kernel/report-csv.ts'
import { scrubNumbers } from './scrub.ts'

/** The row of a county's audit chain up to which a pack tells it. */
export interface AuditEnd {
  readonly no: number
  readonly hash: string
  /** The instant, in UTC. */
  readonly at: string
}

/**
 * The last row of the county's chain that changed anything. Reads in clear are written down too; those at the very end
 * stay out, so that looking twice gives the same pack.
 */
export async function lastChange(tx: Tx, county: string): Promise<AuditEnd> {
  const query = tx.sql.selectFrom('audit').select(['audit_no', 'hash', 'at']).where('county', '=', county)
  const changes = query.where('action', 'not like', '%.unmask').orderBy('audit_no', 'desc')
  const last = await changes.limit(1).executeTakeFirst()
  return { no: Number(last?.audit_no ?? 0), hash: last?.hash ?? '', at: last?.at ?? '' }
}

export const AUDIT_COLUMNS = ['序号', '时间', '操作人', '动作', '内容', '前一校验值', '校验值', '已遮盖']

/** The chain up to a row, and which row is the first that does not fit the one before it, once all have gone by. */
export class AuditChain {
  readonly #tx: Tx
  readonly #county: string
  readonly #masked: boolean
  firstBroken: number | null = null

  constructor(tx: Tx, county: string, { masked }: { readonly masked: boolean }) {
    this.#tx = tx
    this.#county = county
    this.#masked = masked
  }

  async *cells({ no: end }: AuditEnd): AsyncGenerator<string[][]> {
    const query = sql`SELECT audit_no, at, actor, action, detail, previous, hash FROM audit
      WHERE county = ${this.#county} AND audit_no <= ${end} ORDER BY audit_no`
    let before = { no: 0, hash: '0'.repeat(64) }
    for await (const rows of copyOut(this.#tx.client, query)) {
      yield rows.map((row) => {
        const [no, at, actor, action, detail, previous, hash] = row as string[]
        const audit_no = Number(no)
        const own = { county: this.#county, audit_no, at: at!, actor: actor!, action: action!, detail: detail! }
        const follows = audit_no === before.no + 1 && previous === before.hash
        if (!follows || !auditRowFits({ ...own, previous: previous!, hash: hash! })) this.firstBroken ??= before.no + 1
        before = { no: audit_no, hash: hash! }
        return this.#cellsOf(row as string[])
      })
    }
    if (before.no !== end) this.firstBroken ??= before.no + 1
  }

  #cellsOf(row: readonly string[]): string[] {
    const hidden = this.#masked && row.some((cell) => scrubNumbers(cell) !== cell)
    return [...row.map(inertText), hidden ? '是' : '否']
  }
}
