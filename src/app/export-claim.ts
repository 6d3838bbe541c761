import { recordEvent } from '../approval/run.store.ts'
import { appendAudit, auditHead } from '../db/audit.store.ts'
import type { Tx } from '../db/transaction.ts'
import { invariant } from '../kernel/invariant.ts'
import type { Problem } from '../kernel/problem.ts'
import { type Batch, insertBatch } from '../passbook/batch.store.ts'
import type { UncarriedPayment } from '../passbook/encode.ts'
import type { Layout } from '../passbook/layout.ts'
import type { Uncarried } from '../passbook/line-cells.ts'
import { manifestText } from '../passbook/manifest.ts'
import {
  claimOutgoing,
  gatherApproved,
  gatherReleased,
  leaveOut,
  type OutgoingFile,
  outgoingFiles,
} from '../passbook/outgoing.store.ts'
import { renderFile } from '../passbook/render-file.store.ts'
import type { StagedFile } from '../passbook/staged-file.store.ts'
import { listUncarried } from '../passbook/uncarried.store.ts'
import { programmeName } from '../policy/programmes.ts'
import type { Context } from './context.ts'
import type { SealedRun } from './export-sealed-run.ts'
import { shanghaiMonth } from './shanghai-time.ts'

/** A file claimed in the database whose bytes lie under a temporary name. */
export interface ClaimedFile {
  readonly batch: Batch
  readonly staged: StagedFile
}

export interface ClaimOptions {
  readonly layout: Layout
  readonly folder: string
  readonly documentNumber: string
}

/** Claims what an export sends: first what was approved with an account, then what has found one since. */
export class Claiming {
  readonly files: ClaimedFile[] = []
  readonly problems: Problem[] = []
  readonly #context: Context
  readonly #sealed: SealedRun
  readonly #options: ClaimOptions
  readonly #existing: readonly Batch[]
  readonly #at: string
  /** Payments that this layout cannot carry: tried once. */
  readonly #leftOut: string[] = []

  constructor(context: Context, sealed: SealedRun, options: ClaimOptions, existing: readonly Batch[]) {
    this.#context = context
    this.#sealed = sealed
    this.#options = options
    this.#existing = existing
    this.#at = context.now()
  }

  async claim(tx: Tx): Promise<void> {
    const { run, attempt } = this.#sealed
    const outgoing = { ...run, attempt }
    const actor = this.#context.actor
    if (run.state === 'approved') {
      await recordEvent(tx, run, { action: 'export', actor, at: this.#at, attempt })
      await gatherApproved(tx, outgoing)
      await this.#claimGathered(tx)
    }
    if (run.state === 'closed') return
    await gatherReleased(tx, outgoing, await this.#accountsNow(tx))
    await leaveOut(tx, this.#leftOut)
    await this.#claimGathered(tx)
  }

  async #accountsNow(tx: Tx) {
    const { run, calculatedKnown } = this.#sealed
    const county = tx.sql.selectFrom('county').select('knowledge').where('county', '=', run.county)
    const { knowledge } = await county.executeTakeFirstOrThrow()
    const usableMonth = [run.month, shanghaiMonth(this.#at)].sort().at(-1)!
    return { known: knowledge, usableMonth, calculatedKnown }
  }

  async #claimGathered(tx: Tx): Promise<void> {
    for (const file of await outgoingFiles(tx)) await this.#claimFile(tx, file)
  }

  /** Writes the file without what the layout cannot carry; the second try can only succeed. */
  async #claimFile(tx: Tx, file: OutgoingFile): Promise<void> {
    const number = this.#existing.length + this.files.length + 1
    const batchNo = `${this.#sealed.run.number}-${String(number).padStart(3, '0')}`
    const fileName = `${batchNo}_${fileSafe(programmeName(file.item))}_${fileSafe(file.bank)}.${this.#options.layout.extension}`
    const rendered = await this.#render(tx, file, batchNo, fileName)
    if ('headingUncarried' in rendered) {
      const problem = headingProblem(file, rendered.headingUncarried, this.#options.layout)
      if (!this.problems.some(({ message }) => message === problem.message)) this.problems.push(problem)
      return
    }
    if ('uncarried' in rendered) {
      await this.#leaveOut(tx, rendered.uncarried)
      const rest = (await outgoingFiles(tx)).find(({ item, bank }) => item === file.item && bank === file.bank)
      if (rest) await this.#claimFile(tx, rest)
      return
    }
    const { staged, hashes } = rendered
    const batch = await this.#batch(tx, file, { batchNo, fileName, ...hashes })
    this.files.push({ batch, staged })
    await this.#store(tx, batch)
  }

  async #render(tx: Tx, file: OutgoingFile, batchNo: string, fileName: string) {
    const { run, attempt } = this.#sealed
    return await renderFile(tx, this.#context.cipher, {
      run: { ...run, attempt },
      file,
      layout: this.#options.layout,
      facts: fileFacts(run, { ...file, batchNo, rows: file.count, documentNumber: this.#options.documentNumber }),
      folder: this.#options.folder,
      fileName,
    })
  }

  async #leaveOut(tx: Tx, uncarried: readonly UncarriedPayment[]): Promise<void> {
    const { run, attempt } = this.#sealed
    this.#leftOut.push(...uncarried.map(({ paymentNo }) => paymentNo))
    await leaveOut(tx, this.#leftOut)
    const problems = uncarried.map((one) => uncarriedProblem(one, this.#options.layout))
    await listUncarried(tx, { ...run, attempt }, uncarried, problems)
    this.problems.push(...problems)
  }

  async #batch(tx: Tx, file: OutgoingFile, made: { batchNo: string; fileName: string; sha256: string; sm3: string }) {
    const { run, attempt, checker, policyRevision, codeRevision } = this.#sealed
    const earlier = [...this.#existing, ...this.files.map(({ batch }) => batch)]
    const same = earlier.filter(({ item, bank }) => item === file.item && bank === file.bank)
    const batch = {
      ...made,
      attempt,
      item: file.item,
      bank: file.bank,
      part: same.length + 1,
      layout: this.#options.layout,
      documentNumber: this.#options.documentNumber,
      rows: file.count,
      totalFen: file.totalFen,
    }
    const head = (await auditHead(tx.sql, run.county)).hash
    const provenance = { ...run, run: run.number, checker, policyRevision, codeRevision, auditHead: head }
    const manifest = manifestText(batch, provenance, this.#at)
    return { ...batch, manifest, claimedAt: this.#at, publishedAt: null }
  }

  async #store(tx: Tx, batch: Batch): Promise<void> {
    const { run, attempt } = this.#sealed
    const { batchNo } = batch
    await insertBatch(tx, run, batch)
    const claim = { batchNo, at: this.#at, actor: this.#context.actor }
    const claimed = await claimOutgoing(tx, { ...run, attempt }, batch, claim)
    invariant(claimed === batch.rows, `${claimed} payments claimed for a file of ${batch.rows}`)
    await appendAudit(tx, run.county, {
      at: this.#at,
      actor: this.#context.actor,
      action: 'export.file',
      detail: `${batchNo} ${batch.rows} rows ${batch.totalFen} fen sha256 ${batch.sha256}`,
    })
  }
}

/** What a file's heading and total may say, from the batch alone: the same whenever it is written. */
export function fileFacts(
  run: { readonly county: string; readonly month: string },
  batch: Pick<Batch, 'batchNo' | 'item' | 'bank' | 'rows' | 'totalFen' | 'documentNumber'>,
) {
  return {
    batch: batch.batchNo,
    county: run.county,
    month: run.month,
    item: programmeName(batch.item),
    bank: batch.bank,
    documentNumber: batch.documentNumber,
    count: batch.rows,
    totalFen: batch.totalFen,
  }
}

function fileSafe(text: string): string {
  return text.replace(/[^\p{L}\p{N}-]/gu, '_')
}

function uncarriedProblem({ paymentNo, column, cause }: UncarriedPayment, layout: Layout): Problem {
  return {
    code: 'export.text-not-carried',
    severity: 'warning',
    column,
    value: paymentNo,
    message: `支付编号 ${paymentNo} 的「${column}」${causeText(cause, layout)},这笔暂缓,没有写进文件。`,
    remedy: '请改用写得出的版式(例如 --layout yibentong)再导出一次,或更正账户资料后再导出,这笔会进入单独的文件。',
  }
}

function headingProblem(file: OutgoingFile, cause: Uncarried, layout: Layout): Problem {
  return {
    code: 'export.heading-not-carried',
    severity: 'warning',
    message: `「${programmeName(file.item)}」在${file.bank}的文件标题${causeText(cause, layout)},${file.count} 笔暂缓。`,
    remedy: '请改用写得出的版式再导出一次。',
  }
}

function causeText(cause: Uncarried, { encoding }: Layout): string {
  if (cause.why === 'character') return `含有「${cause.character}」,${encoding} 编码写不出`
  if (cause.why === 'separator') return '含有版式的分隔符'
  if (cause.why === 'padding') return '首尾的字符与版式的填充符相同,读回时会丢失'
  return `有 ${cause.bytes} 字节,超过版式的宽度 ${cause.width}`
}
