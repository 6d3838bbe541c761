import { sql } from '../db/statement.ts'
import type { PackTable } from './pack-table.ts'
import { ofRun, shownTime, wordFor } from './packed-rows.store.ts'

const OUTCOMES = { paid: '成功', failed: '失败', unknown: '未回盘' }
const MISFITS = {
  amount: '金额不符',
  duplicate: '重复',
  'unknown-reference': '未知编号',
  account: '账号不符',
  contradiction: '矛盾',
}

/** What came back from the banks, as it was recorded. */
export const RETURN_TABLES: readonly PackTable[] = [
  {
    file: '回盘/回盘文件.csv',
    says: '导入的每个回盘文件;撤回须经办提出、复核确认,两栏都有的不再有效。',
    columns: [
      ['回盘序号', 'whole'],
      ['文件', 'text'],
      ['笔数', 'whole'],
      ['版式', 'text'],
      ['导入人', 'text'],
      ['导入时间', 'text'],
      ['SHA-256', 'text'],
      ['撤回提出人', 'text'],
      ['撤回原因', 'text'],
      ['撤回确认人', 'text'],
    ],
    rows: (run) => sql`
      SELECT f.return_no, f.file_name, f.rows, f.layout, f.actor, ${shownTime('f.imported_at')}, f.sha256, w.maker, w.why,
        c.checker
      FROM return_file f LEFT JOIN return_withdrawal w USING (county, run_id, return_no)
      LEFT JOIN return_withdrawal_confirmation c USING (county, run_id, return_no)
      WHERE ${ofRun('f', run)} ORDER BY f.return_no`,
  },
  {
    file: '回盘/回盘结果.csv',
    says: '回盘文件逐笔的结果,照录;「有效」为是的才算数,一笔款至多一条。',
    columns: [
      ['回盘序号', 'whole'],
      ['行号', 'whole'],
      ['支付编号', 'text'],
      ['结果', 'text'],
      ['金额', 'fen'],
      ['原因', 'text'],
      ['有效', 'text'],
      ['有效成功金额', 'fen'],
      ['有效失败金额', 'fen'],
    ],
    rows: (run) => sql`
      SELECT o.return_no, o.line, o.payment_no, ${wordFor('o.outcome', OUTCOMES)}, o.amount_fen, o.reason,
        CASE WHEN r.payment_no IS NULL THEN '否' ELSE '是' END,
        CASE WHEN r.outcome = 'paid' THEN o.amount_fen END, CASE WHEN r.outcome = 'failed' THEN o.amount_fen END
      FROM outcome o LEFT JOIN reconciled r ON r.payment_no = o.payment_no AND r.return_no = o.return_no
      WHERE ${ofRun('o', run)} ORDER BY o.return_no, o.line, o.payment_no COLLATE "C"`,
  },
  {
    file: '回盘/人工认定.csv',
    says: '银行没有答复或答复矛盾、由两人认定的结果;没有确认人的不算数,一笔款以确认了的最后一次为准。',
    columns: [
      ['支付编号', 'text'],
      ['认定次', 'whole'],
      ['原来', 'text'],
      ['认定', 'text'],
      ['金额', 'fen'],
      ['整个文件', 'text'],
      ['原因', 'text'],
      ['提出人', 'text'],
      ['提出时间', 'text'],
      ['确认人', 'text'],
      ['确认时间', 'text'],
      ['有效成功金额', 'fen'],
      ['有效失败金额', 'fen'],
    ],
    rows: (run) => sql`
      SELECT d.payment_no, d.decision_no, ${wordFor('d.earlier', OUTCOMES)}, ${wordFor('d.outcome', OUTCOMES)},
        d.amount_fen, d.batch_no, d.why, d.maker, ${shownTime('d.at')}, c.checker, ${shownTime('c.at')},
        CASE WHEN r.outcome = 'paid' THEN d.amount_fen END, CASE WHEN r.outcome = 'failed' THEN d.amount_fen END
      FROM outcome_decision d LEFT JOIN outcome_confirmation c USING (county, run_id, payment_no, decision_no)
      LEFT JOIN reconciled r ON r.payment_no = d.payment_no AND r.decision_no = d.decision_no
      WHERE ${ofRun('d', run)} ORDER BY d.payment_no COLLATE "C", d.decision_no`,
  },
  {
    file: '回盘/拒收回盘.csv',
    says: '整个文件被拒收、没有入账的回盘,及其中对不上的每一处。',
    columns: [
      ['拒收序号', 'whole'],
      ['文件', 'text'],
      ['导入人', 'text'],
      ['时间', 'text'],
      ['问题数', 'whole'],
      ['SHA-256', 'text'],
      ['类别', 'text'],
      ['行号', 'whole'],
      ['支付编号', 'text'],
      ['回盘金额', 'fen'],
      ['说明', 'text'],
    ],
    rows: (run) => sql`
      SELECT f.refusal_no, f.file_name, f.actor, ${shownTime('f.at')}, f.problems, f.sha256, ${wordFor('m.class', MISFITS)},
        m.line, m.payment_no, m.found_fen, m.note
      FROM return_refusal f LEFT JOIN return_misfit m USING (county, run_id, refusal_no)
      WHERE ${ofRun('f', run)} ORDER BY f.refusal_no, m.line, m.break_id`,
  },
  {
    file: '回盘/银行借记.csv',
    says: '银行对账单上的借记;合计应等于发放文件的金额。没有导入对账单的,本表为空。',
    columns: [
      ['对账单序号', 'whole'],
      ['对账单', 'text'],
      ['导入人', 'text'],
      ['导入时间', 'text'],
      ['SHA-256', 'text'],
      ['行号', 'whole'],
      ['借记日期', 'text'],
      ['银行', 'text'],
      ['文件批号', 'text'],
      ['金额', 'fen'],
    ],
    rows: (run) => sql`
      SELECT s.statement_no, s.file_name, s.actor, ${shownTime('s.at')}, s.sha256, d.line, d.debited_on, d.bank, d.batch_no,
        d.amount_fen
      FROM bank_statement s JOIN bank_debit d USING (county, run_id, statement_no)
      WHERE ${ofRun('s', run)} ORDER BY s.statement_no, d.line`,
  },
]
