import type { Cipher } from '../db/cipher.ts'
import { openAccount } from '../db/sealed-account.ts'
import { rowsOf, sql } from '../db/statement.ts'
import type { Tx } from '../db/transaction.ts'
import { formatYuan } from '../kernel/money.ts'
import { maskAccount } from '../kernel/sensitive.ts'
import type { ReturnProblemCode, ReturnProblems } from '../layout/return-problem.ts'
import type { RunKey } from '../run/run-key.ts'
import type { MisfitKind } from './match.store.ts'

export const OUTCOME_NAMES: Readonly<Record<string, string>> = { paid: '成功', failed: '失败', unknown: '未回盘' }

/** A row of `misfit` with what its sentence needs. */
interface Misfit {
  readonly kind: MisfitKind
  readonly line: string
  readonly payment_no: string
  readonly first_line: string
  readonly account_mask: string | null
  readonly account_hash: Buffer | null
  readonly account_sealed: Buffer | null
  readonly sent_fen: string | null
  readonly returned_fen: string
  readonly holder: string | null
  readonly returned_holder: string | null
  readonly outcome: string
  readonly earlier: string | null
  readonly file_name: string | null
  readonly other_run: string | null
}

const TELL: Record<
  MisfitKind,
  { code: ReturnProblemCode; column: string; say(misfit: Misfit, cipher: Cipher): string }
> = {
  duplicate: {
    code: 'returns.duplicate-reference',
    column: '支付编号',
    say: ({ payment_no, first_line }) => `支付编号 ${payment_no} 与第 ${first_line} 行重复。`,
  },
  'other-run': {
    code: 'returns.other-run',
    column: '支付编号',
    say: ({ payment_no, other_run }) => `支付编号 ${payment_no} 属于另一批次 ${other_run}。`,
  },
  'not-sent': {
    code: 'returns.not-sent',
    column: '支付编号',
    say: ({ payment_no }) => `支付编号 ${payment_no} 在本批次暂缓,没有写进任何文件。`,
  },
  'unknown-reference': {
    code: 'returns.unknown-reference',
    column: '支付编号',
    say: ({ payment_no }) => `没有支付编号 ${payment_no}。`,
  },
  account: {
    code: 'returns.account-altered',
    column: '账号',
    say: (misfit, cipher) => {
      const { account: sent } = openAccount(cipher, misfit.account_hash!, misfit.account_sealed!)
      return `${misfit.payment_no}:代发账号 ${maskAccount(sent)},银行返回 ${misfit.account_mask}。`
    },
  },
  holder: {
    code: 'returns.name-altered',
    column: '户名',
    say: ({ payment_no, holder, returned_holder }) =>
      `${payment_no}:代发户名「${holder}」,银行返回「${returned_holder}」。`,
  },
  amount: {
    code: 'returns.amount-differs',
    column: '金额',
    say: ({ payment_no, sent_fen, returned_fen }) =>
      `${payment_no}:代发 ${formatYuan(BigInt(sent_fen!))} 元,银行返回 ${formatYuan(BigInt(returned_fen))} 元。`,
  },
  contradiction: {
    code: 'returns.contradiction',
    column: '结果',
    say: ({ payment_no, earlier, outcome, file_name }) => {
      const before = file_name === null ? '先前经人工认定' : `先前的回盘 ${file_name} 说`
      return `${payment_no}:${before}${OUTCOME_NAMES[earlier!]},这次说${OUTCOME_NAMES[outcome]}。`
    },
  },
}

/** Turns the gathered misfits into problems; of very many the first are told and the rest counted. */
export async function tellMisfits(
  tx: Tx,
  cipher: Cipher,
  run: RunKey,
  problems: ReturnProblems,
  count: number,
): Promise<void> {
  const rows = await rowsOf(
    tx.client,
    sql<Misfit>`
      SELECT m.*, f.file_name FROM misfit m
      LEFT JOIN return_file f ON f.county = ${run.county} AND f.run_id = ${run.runId} AND f.return_no = m.return_no
      ORDER BY m.line LIMIT ${problems.room}`,
  )
  for (const misfit of rows) {
    const { code, column, say } = TELL[misfit.kind]
    problems.add(code, say(misfit, cipher), { line: Number(misfit.line), column })
  }
  problems.addUntold(count - rows.length)
}
