import { sql } from '../db/statement.ts'
import { HOLD_NAMES } from '../payment/hold-reason.ts'
import { personNames } from '../registry/person-names.store.ts'
import type { PackTable } from './pack-table.ts'
import { ofAttempt, ofRun, shownTime, wordFor } from './packed-rows.store.ts'

/** How a payment stands, from the table `reconciled`; a payee whose lines cancel out has none. */
const FATE = sql`CASE WHEN r.payment_no IS NULL THEN '相抵,无需支付' WHEN r.outcome = 'paid' THEN '成功'
  WHEN r.outcome = 'failed' THEN '失败' WHEN r.batch_no IS NOT NULL THEN '未回盘' ELSE '暂缓' END`

/** Each line of 发放明细 by its number, with the payment that carries it. The table `reconciled` must be gathered. */
export const LINE_PAYMENTS: PackTable = {
  file: '发放/明细去向.csv',
  says: '发放明细的每一行进了哪一笔款、结果如何;行号与发放明细相同。',
  columns: [
    ['行号', 'whole'],
    ['家庭编号', 'text'],
    ['补贴项目', 'programme'],
    ['支付编号', 'text'],
    ['现状', 'text'],
    ['金额', 'fen'],
  ],
  rows: (run) => sql`
    SELECT row_number() OVER (ORDER BY l.household_no, l.person_no, l.programme, l.component, l.benefit_month, l.type)
        AS line_no, l.household_no, l.item, x.payment_no, ${FATE}, l.amount_fen
    FROM line l
    LEFT JOIN payment_payee x ON ${ofAttempt('x', run)} AND x.payee_no = l.payee_no AND x.item = l.item
    LEFT JOIN reconciled r ON r.payment_no = x.payment_no
    WHERE l.run_month = ${run.month} AND ${ofAttempt('l', run)} ORDER BY line_no`,
}

/** Every payment of the run, sent or held, and how it stands. The table `reconciled` must be gathered. */
export const PAYMENTS: PackTable = {
  file: '发放/支付清单.csv',
  says: '每一笔款:付给谁、进了哪个文件、银行怎么答复;一笔款是它的明细行之和。',
  columns: [
    ['支付编号', 'text'],
    ['补贴项目', 'programme'],
    ['乡镇', 'text'],
    ['村', 'area'],
    ['家庭编号', 'text'],
    ['领款人', 'text'],
    ['领款人身份证号', 'id'],
    ['户名', 'text'],
    ['户名身份证号', 'id'],
    ['账号', 'account'],
    ['开户银行', 'text'],
    ['享受月份', 'text'],
    ['人数', 'whole'],
    ['明细行数', 'whole'],
    ['金额', 'fen'],
    ['文件', 'text'],
    ['现状', 'text'],
    ['成功金额', 'fen'],
    ['失败金额', 'fen'],
    ['未回盘金额', 'fen'],
    ['暂缓金额', 'fen'],
    ['原因', 'text'],
  ],
  rows: (run) => sql`
    SELECT r.payment_no, r.item, r.township, r.area, p.household_no, n.name, n.id_hash, n.id_sealed, a.holder,
      o.id_hash, o.id_sealed, a.account_hash, a.account_sealed, r.bank,
      CASE WHEN p.from_month = p.to_month THEN p.to_month ELSE p.from_month || '至' || p.to_month END, p.persons,
      p.lines, r.amount_fen, b.file_name, ${FATE}, CASE WHEN r.outcome = 'paid' THEN r.outcome_fen END,
      CASE WHEN r.outcome = 'failed' THEN r.outcome_fen END,
      CASE WHEN r.batch_no IS NOT NULL AND r.outcome IS NULL THEN r.amount_fen END,
      CASE WHEN r.batch_no IS NULL THEN r.amount_fen END,
      coalesce(r.reason, CASE WHEN r.batch_no IS NULL THEN ${wordFor('p.hold_code', HOLD_NAMES)} END)
    FROM reconciled r
    JOIN payment p ON ${ofAttempt('p', run)} AND p.payment_no = r.payment_no
    LEFT JOIN (${personNames(sql`(SELECT payee_no AS person_no FROM reconciled)`, run.county, run.known)}) n
      ON n.person_no = r.payee_no
    LEFT JOIN account_fact a ON a.county = p.county AND a.person_no = r.account_owner
      AND a.from_month = r.account_from AND a.known = r.account_known
    LEFT JOIN person o ON o.county = p.county AND o.person_no = r.account_owner
    LEFT JOIN batch b ON ${ofRun('b', run)} AND b.batch_no = r.batch_no
    WHERE r.payment_no <> '' ORDER BY r.payment_no COLLATE "C"`,
}

/** The payment files as they were recorded. */
export const FILES: PackTable = {
  file: '发放/发放文件.csv',
  says: '送银行的每个文件:笔数、金额、SHA-256 与 SM3;与银行收到的文件应逐字节相同。',
  columns: [
    ['文件', 'text'],
    ['文件批号', 'text'],
    ['补贴项目', 'programme'],
    ['开户银行', 'text'],
    ['份', 'whole'],
    ['文号', 'text'],
    ['笔数', 'whole'],
    ['金额', 'fen'],
    ['版式', 'text'],
    ['版式版本', 'whole'],
    ['编码', 'text'],
    ['登记时间', 'text'],
    ['写出时间', 'text'],
    ['SHA-256', 'text'],
    ['SM3', 'text'],
  ],
  rows: (run) => sql`
    SELECT b.file_name, b.batch_no, CASE b.item WHEN '*' THEN '各项补贴' ELSE b.item END, b.bank, b.part,
      b.document_number, b.rows, b.total_fen, b.layout, b.layout_version, b.encoding, ${shownTime('b.claimed_at')},
      ${shownTime('b.published_at')}, b.sha256, b.sm3
    FROM batch b WHERE ${ofRun('b', run)} ORDER BY b.batch_no COLLATE "C"`,
}
