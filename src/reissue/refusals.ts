import { noReason } from '../access/typed-reason.ts'
import { catalogue } from '../kernel/refusal.ts'
import { type RunState, STATE_NAMES } from '../run/run-state.ts'

/** How it is refused to send money again. */
export const REISSUE_REFUSALS = catalogue({
  'reissue.reason-missing': () => noReason('为什么原账户可以收款,例如银行系统故障'),
  'reissue.not-settled': (number: string, state: RunState) => ({
    message: `批次 ${number} 现在是「${STATE_NAMES[state]}」,还没有银行回盘,谈不上重发。`,
    remedy: '只有银行退回的款项才能重发;请先导入该批次的回盘(huimin returns import)。',
  }),
  'reissue.original-changed': (number: string, count: number, first: string) => ({
    message: `批次 ${number} 要重发的 ${count} 笔款(首笔 ${first})现在已不是「失败」,再发就是重复发放。`,
    remedy: '请作废该批次(huimin run void),再对原批次执行 huimin reissue,仍失败的会进入新的批次。',
  }),
  'reissue.overdue-setting': (set: string, usual: number) => ({
    message: `HUIMIN_OVERDUE_MONTHS 写成了「${set}」。`,
    remedy: `请写成月数,例如 3;不设时是 ${usual}。`,
  }),
  'run.nothing-put-in': (number: string) => ({
    message: `补充批次 ${number} 里还没有内容。`,
    remedy:
      '退票重发请对原批次执行 huimin reissue,急需的补发用 huimin arrears,它们自己会开补充批次;空的补充批次请作废(run void)。',
  }),
})
