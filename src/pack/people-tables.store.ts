import { sql } from '../db/statement.ts'
import { BREAK_STATES } from '../reconciliation/break-class.ts'
import { ACTION_NAMES, STATE_NAMES } from '../run/run-state.ts'
import type { PackTable } from './pack-table.ts'
import { ofAttempt, ofRun, shownTime, wordFor } from './packed-rows.store.ts'

/** Who did what to the run, what was worked out when from what, and who is listed. */
export const PEOPLE_TABLES: readonly PackTable[] = [
  {
    file: '审批/审批记录.csv',
    says: '批次从开到关的每一步:谁、何时、为何;提交与复核封存同一校验值,复核人不是经办人。',
    columns: [
      ['序号', 'whole'],
      ['动作', 'text'],
      ['由', 'text'],
      ['到', 'text'],
      ['操作人', 'text'],
      ['时间', 'text'],
      ['原因', 'text'],
      ['计算次', 'whole'],
      ['封存校验值', 'text'],
      ['开批次人', 'text'],
      ['提交人', 'text'],
    ],
    rows: (run) => sql`
      SELECT e.event_no, ${wordFor('e.action', ACTION_NAMES)}, ${wordFor('e.from_state', STATE_NAMES)},
        ${wordFor('e.to_state', STATE_NAMES)}, e.actor, ${shownTime('e.at')}, e.reason, e.attempt, e.seal, e.maker,
        e.submitter
      FROM run_event e WHERE ${ofRun('e', run)} ORDER BY e.event_no`,
  },
  {
    file: '审批/计算记录.csv',
    says: '每一次计算所依据的资料、政策、指数与程序的版本,及算出的数;复核的是审批记录所写的那一次。',
    columns: [
      ['计算次', 'whole'],
      ['操作人', 'text'],
      ['开始时间', 'text'],
      ['完成时间', 'text'],
      ['资料版本', 'whole'],
      ['政策版本', 'whole'],
      ['指数版本', 'whole'],
      ['程序版本', 'text'],
      ['账户启用截至', 'text'],
      ['系统首月', 'text'],
      ['户数', 'whole'],
      ['人数', 'whole'],
      ['行数', 'whole'],
      ['金额', 'fen'],
      ['列出', 'whole'],
      ['计入的以前批次', 'text'],
    ],
    rows: (run) => sql`
      SELECT c.attempt, c.actor, ${shownTime('c.known_at')}, ${shownTime('c.finished_at')}, c.known, c.policy_revision,
        c.index_known, c.code_revision, c.usable_month, c.first_month, c.households, c.persons, c.lines, c.total_fen,
        c.exceptions, (SELECT string_agg(r.number, '、' ORDER BY r.month, r.run_id) FROM calculation_prior p
          JOIN run r ON r.county = p.county AND r.run_id = p.prior_run_id
          WHERE p.county = c.county AND p.run_id = c.run_id AND p.attempt = c.attempt)
      FROM calculation c WHERE ${ofRun('c', run)} ORDER BY c.attempt`,
  },
  {
    file: '例外/例外.csv',
    says: '登记了待遇而未发的、应发而暂缓的、发了但要看一看的,各有原因与依据。',
    columns: [
      ['类别', 'text'],
      ['原因代码', 'text'],
      ['家庭编号', 'text'],
      ['待遇编号', 'text'],
      ['项目', 'programme'],
      ['享受月份', 'text'],
      ['原因', 'text'],
      ['依据', 'text'],
    ],
    rows: (run) => sql`
      SELECT ${wordFor('e.effect', { 'not-paid': '未发', held: '暂缓', warning: '提示' })}, e.code, e.household_no,
        e.enrolment_no, e.programme, e.benefit_month, e.message, e.basis
      FROM exception e WHERE e.run_month = ${run.month} AND ${ofAttempt('e', run)}
      ORDER BY array_position(ARRAY['not-paid', 'held', 'warning'], e.effect), e.household_no, e.enrolment_no, e.code,
        e.exception_no`,
  },
  {
    file: '对账/差异处理.csv',
    says: '每条差异由谁、何时、为何改为什么状态。',
    columns: [
      ['差异编号', 'text'],
      ['次', 'whole'],
      ['由', 'text'],
      ['到', 'text'],
      ['原因', 'text'],
      ['处理人', 'text'],
      ['时间', 'text'],
    ],
    rows: (run) => sql`
      SELECT v.break_id, v.event_no, ${wordFor('v.from_state', BREAK_STATES)}, ${wordFor('v.to_state', BREAK_STATES)},
        v.why, v.actor, ${shownTime('v.at')}
      FROM break_event v WHERE ${ofRun('v', run)} ORDER BY v.break_id, v.event_no`,
  },
]
