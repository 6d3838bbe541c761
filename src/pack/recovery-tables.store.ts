import { CHECKS } from '../checks/limits.ts'
import { sql } from '../db/statement.ts'
import { personNames } from '../registry/person-names.store.ts'
import type { PackTable } from './pack-table.ts'
import { ofAttempt, shownTime, wordFor } from './packed-rows.store.ts'

/** What was let pass, paid too much, given up, sent again or went wrong. */
export const RECOVERY_TABLES: readonly PackTable[] = [
  {
    file: '核查/放行.csv',
    says: '本批次超过本局核查限额、由复核人放行的,各有原因;没有行就是没有放行过。',
    columns: [
      ['核查项', 'text'],
      ['支付编号', 'text'],
      ['核查结果', 'text'],
      ['放行原因', 'text'],
      ['放行人', 'text'],
      ['时间', 'text'],
    ],
    rows: (run) => sql`
      SELECT ${wordFor('w.check_code', CHECKS)}, w.subject, w.says, w.why, w.actor, ${shownTime('w.at')}
      FROM check_waiver w WHERE ${ofAttempt('w', run)} ORDER BY w.check_code, w.subject`,
  },
  {
    file: '追回/未扣回.csv',
    says: '本批次查明多发、没有扣完的款项;未扣 = 应追回 - 本批次已扣。',
    columns: [
      ['家庭编号', 'text'],
      ['姓名', 'text'],
      ['身份证号', 'id'],
      ['项目', 'programme'],
      ['组成', 'text'],
      ['享受月份', 'text'],
      ['应追回', 'fen'],
      ['本批次已扣', 'fen'],
      ['未扣', 'fen'],
      ['依据', 'text'],
    ],
    rows: (run) => sql`
      SELECT v.household_no, n.name, n.id_hash, n.id_sealed, v.programme, v.component, v.benefit_month, v.claim_fen,
        v.taken_fen, v.claim_fen - v.taken_fen, v.basis
      FROM (SELECT *, coalesce(nullif(person_no, 0), payee_no) AS who FROM open_recovery o WHERE ${ofAttempt('o', run)}) v
      LEFT JOIN (${personNames(
        sql`(SELECT coalesce(nullif(person_no, 0), payee_no) AS person_no FROM open_recovery o WHERE ${ofAttempt('o', run)})`,
        run.county,
        run.known,
      )}) n ON n.person_no = v.who
      ORDER BY v.household_no, v.person_no, v.benefit_month, v.programme, v.component`,
  },
  {
    file: '追回/交回与免予追回.csv',
    says: '全县登记的交回现金与免予追回(免予追回由复核人决定),各有原因。',
    columns: [
      ['序号', 'whole'],
      ['家庭编号', 'text'],
      ['项目', 'programme'],
      ['组成', 'text'],
      ['享受月份', 'text'],
      ['种类', 'text'],
      ['金额', 'fen'],
      ['原因', 'text'],
      ['操作人', 'text'],
      ['时间', 'text'],
    ],
    rows: (run) => sql`
      SELECT e.entry_no, e.household_no, e.programme, e.component, e.benefit_month,
        ${wordFor('e.kind', { cash: '交回现金', waived: '免予追回' })}, e.amount_fen, e.why, e.actor, ${shownTime('e.at')}
      FROM recovery_entry e WHERE e.county = ${run.county} ORDER BY e.entry_no`,
  },
  {
    file: '重发/退票重发.csv',
    says: '本批次退回后再发的,和本批次(补充批次)再发别的批次退回的;有撤回时间的不算。',
    columns: [
      ['原批次', 'text'],
      ['原支付编号', 'text'],
      ['金额', 'fen'],
      ['缘由', 'text'],
      ['补充批次', 'text'],
      ['原账户再发', 'text'],
      ['原因', 'text'],
      ['操作人', 'text'],
      ['时间', 'text'],
      ['撤回时间', 'text'],
    ],
    rows: (run) => sql`
      SELECT o.number, x.original_payment_no, p.amount_fen,
        ${wordFor('x.ground', { failed: '退回', misdirected: '错发' })}, s.number,
        CASE WHEN x.same_account THEN '是' ELSE '否' END, x.why, x.actor, ${shownTime('x.at')}, ${shownTime('x.withdrawn_at')}
      FROM reissue x JOIN run s USING (county, run_id)
      JOIN run o ON o.county = x.county AND o.run_id = x.original_run_id
      JOIN payment p ON p.county = x.county AND p.run_id = x.original_run_id AND p.attempt = x.original_attempt
        AND p.payment_no = x.original_payment_no
      WHERE x.county = ${run.county} AND ${run.runId} IN (x.run_id, x.original_run_id)
      ORDER BY o.number, x.original_payment_no COLLATE "C", s.number, x.at`,
  },
  {
    file: '重发/错发登记.csv',
    says: '付到了错的账户的款项:经办登记、复核确认,和已经追回的。',
    columns: [
      ['支付编号', 'text'],
      ['登记次', 'whole'],
      ['金额', 'fen'],
      ['误收人身份证号', 'id'],
      ['原因', 'text'],
      ['登记人', 'text'],
      ['登记时间', 'text'],
      ['确认人', 'text'],
      ['确认时间', 'text'],
      ['已追回', 'fen'],
    ],
    rows: (run) => sql`
      SELECT m.payment_no, m.record_no, m.amount_fen, m.receiver_hash, m.receiver_sealed, m.why, m.maker,
        ${shownTime('m.recorded_at')}, c.checker, ${shownTime('c.confirmed_at')},
        CASE WHEN c.checker IS NOT NULL THEN (SELECT coalesce(sum(y.amount_fen), 0)::bigint FROM misdirected_repayment y
          WHERE y.county = m.county AND y.run_id = m.run_id AND y.payment_no = m.payment_no) END
      FROM misdirected m LEFT JOIN misdirected_confirmation c USING (county, run_id, payment_no, record_no)
      WHERE m.county = ${run.county} AND m.run_id = ${run.runId}
      ORDER BY m.payment_no COLLATE "C", m.record_no`,
  },
]
