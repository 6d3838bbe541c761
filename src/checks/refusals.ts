import { noReason } from '../access/typed-reason.ts'
import { catalogue } from '../kernel/refusal.ts'
import { type RunState, STATE_NAMES } from '../run/run-state.ts'
import type { Finding } from './findings.store.ts'
import { CHECKS, type CheckCode } from './limits.ts'

const TOLD = 5

/** How a run that goes beyond a bureau's limits is refused, and that somebody lets it pass. */
export const CHECK_REFUSALS = catalogue({
  'checks.invalid': (path: string) => ({
    message: `${path} 不是 UTF-8 文本。`,
    remedy: '请用文本编辑器另存为 UTF-8 编码。',
  }),
  'checks.unwaived': (number: string, open: readonly Finding[]) => ({
    message: `批次 ${number} 有 ${open.length} 条超过本局的核查限额,尚未由复核人放行:${told(open)}`,
    remedy: `请用 huimin checks list ${number} 逐条核对;确属应发的,由复核人用 huimin checks waive 写明原因放行;有误的改正登记后重新计算。`,
  }),
  'checks.not-waiting': (number: string, state: RunState) => ({
    message: `批次 ${number} 现在是「${STATE_NAMES[state]}」,不能再放行。`,
    remedy: '放行在计算之后、提交之前;已提交的请退回(run reject)。',
  }),
  'checks.nothing-to-waive': (number: string, check: CheckCode, payment: string | undefined) => ({
    message: `批次 ${number} 没有「${CHECKS[check]}」${payment === undefined ? '' : `、支付编号 ${payment}`} 的核查结果。`,
    remedy: `请用 huimin checks list ${number} 查看有哪些。`,
  }),
  'checks.reason-missing': () => noReason('放行的原因或依据'),
  'checks.not-calculated': (number: string) => ({
    message: `批次 ${number} 还没有算完,没有可以核查的金额。`,
    remedy: '请先执行 huimin run calculate。',
  }),
})

function told(open: readonly Finding[]): string {
  const more = open.length > TOLD ? `另有 ${open.length - TOLD} 条。` : ''
  return (
    open
      .slice(0, TOLD)
      .map(({ says }) => says)
      .join('') + more
  )
}
