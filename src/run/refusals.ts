import { noReason } from '../access/typed-reason.ts'
import { unfitArea, unfitCounty, unfitMonth, unknownCounty } from '../access/unfit-value.ts'
import { type Fen, formatYuanGrouped } from '../kernel/money.ts'
import { catalogue } from '../kernel/refusal.ts'
import { ACTION_NAMES, NEXT_STEP, type RunAction, type RunState, STATE_NAMES } from './run-state.ts'

/** The last thing that was done to a run, as people are told of it. */
interface LastStep {
  readonly actor: string
  readonly at: string
  readonly action: RunAction
}

interface Figures {
  readonly payments: number
  readonly totalFen: Fen
}

/** How a run refuses what is asked of it. */
export const RUN_REFUSALS = catalogue({
  'run.unknown': (number: string) => ({
    message: `没有批次「${number}」。`,
    remedy: '请用 huimin run list 查看已有批次的编号。',
  }),
  'run.county-unknown': (county: string) => unknownCounty(county),
  'run.month-invalid': (month: string) => unfitMonth(month),
  'run.wrong-state': (number: string, state: RunState, action: RunAction, last?: LastStep) => ({
    message: `批次 ${number} 现在是「${STATE_NAMES[state]}」,不能${ACTION_NAMES[action]}。${last ? lastStep(last) : ''}`,
    remedy: NEXT_STEP[state],
  }),
  'run.overtaken': (number: string, last?: LastStep) => ({
    message: `批次 ${number} 刚被「${last?.actor ?? '他人'}」改动(${last?.at ?? ''})。`,
    remedy: '请用 huimin run show 查看现状后再决定。',
  }),
  'run.county-invalid': unfitCounty,
  'run.before-first-month': (county: string, first: string, month: string) => ({
    message: `${county} 的首个已复核批次是 ${first},不能再开更早的 ${month}。`,
    remedy: '系统首月以前的补贴不由本系统发放;确需补发请人工办理。',
  }),
  'run.calculated-elsewhere': (number: string) => ({
    message: `批次 ${number} 正由另一个命令计算。`,
    remedy: '请等它算完,再用 huimin run show 查看结果。',
  }),
  'run.calculation-unfinished': (number: string, attempt: number | undefined) => ({
    message: `批次 ${number} 又开始了新的计算(第 ${attempt} 次),还没有算完,不能提交上一次的结果。`,
    remedy: '请等它算完;中断了的,请再执行一次 huimin run calculate,会接着算完,然后提交。',
  }),
  'run.lined-up-changed': (number: string, changed: string) => ({
    message: `批次 ${number} 计算之后,作为已列支依据的批次 ${changed} 有了变化(重新计算、退回、作废或新增),补发和追回的金额已不准。`,
    remedy: calculateAgain(number),
  }),
  'run.first-month-changed': (number: string, county: string, then: string, now: string) => ({
    message: `批次 ${number} 计算时 ${county} 的系统首月是 ${then},现在是 ${now},补发的月份已不准。`,
    remedy: calculateAgain(number),
  }),
  'run.own-approval': (number: string, actor: string) => ({
    message: `批次 ${number} 由「${actor}」本人经办,不能由本人复核。`,
    remedy: '请由另一位复核人员执行 huimin run approve。',
  }),
  'run.seal-broken': (number: string) => ({
    message: `批次 ${number} 的明细与提交时的封存校验值不一致,可能被改动过。`,
    remedy: '请不要发放;请管理员查明数据库改动,退回后重新计算。',
  }),
  'run.reason-missing': () => noReason('退回或作废的原因'),
  'run.outcome-contradicted': (number: string, count: number, example: string) => ({
    message: `批次 ${number} 还有 ${count} 处回盘互相矛盾(如 ${example}),款项是否到账没有定论。`,
    remedy:
      '请与银行查明后由经办 huimin returns decide 认定、复核 huimin returns confirm 确认;确需带着疑问关账的,用 --why 写明。',
  }),
  'run.payments-held': (number: string, { payments, totalFen }: Figures) => ({
    message: `批次 ${number} 还有 ${payments} 笔共 ${formatYuanGrouped(totalFen)} 元暂缓未发,关账后不能再从本批次发出。`,
    remedy: '请先补齐账户并再执行一次 huimin export;确需带着暂缓款关账的,用 --why 写明原因和去向。',
  }),
  'run.payments-unanswered': (number: string, { payments, totalFen }: Figures) => ({
    message: `批次 ${number} 还有 ${payments} 笔共 ${formatYuanGrouped(totalFen)} 元银行没有答复,不能关账。`,
    remedy: '请向银行索取补充回盘并导入;名单见「未回盘.csv」(huimin reconcile)。',
  }),
  'price.not-a-price-run': (number: string) => ({
    message: `批次 ${number} 不是价格补贴批次,没有启动决定。`,
    remedy: '请写价格补贴批次的编号(huimin run list,编号中有 P);其他批次请用 huimin run show。',
  }),
  'price.not-calculated': (number: string) => ({
    message: `批次 ${number} 还没有算完,没有可以签字的启动决定。`,
    remedy: '请先执行 huimin run calculate。',
  }),
  'price.area-invalid': unfitArea,
})

function lastStep({ actor, at, action }: LastStep): string {
  return `最近一步:「${actor}」于 ${at.slice(0, 16)} ${ACTION_NAMES[action]}。`
}

function calculateAgain(number: string): string {
  return `请对 ${number} 再执行一次 huimin run calculate,然后重新提交。`
}
