import { catalogue } from '../kernel/refusal.ts'
import { ACTION_NAMES, NEXT_STEP, type RunAction, type RunState, STATE_NAMES } from './run-state.ts'

/** The last thing that was done to a run, as people are told of it. */
interface LastStep {
  readonly actor: string
  readonly at: string
  readonly action: RunAction
}

/** How a run refuses what is asked of it. */
export const RUN_REFUSALS = catalogue({
  'run.unknown': (number: string) => ({
    message: `没有批次「${number}」。`,
    remedy: '请用 huimin run list 查看已有批次的编号。',
  }),
  'run.county-unknown': (county: string) => ({
    message: `系统中没有区县 ${county} 的登记资料。`,
    remedy: '请先导入该县的家庭等资料(huimin import),或检查区县代码。',
  }),
  'run.month-invalid': (month: string) => ({
    message: `月份「${month}」不对。`,
    remedy: '请写成 2026-07 这样的年月。',
  }),
  'run.wrong-state': (number: string, state: RunState, action: RunAction, last?: LastStep) => ({
    message: `批次 ${number} 现在是「${STATE_NAMES[state]}」,不能${ACTION_NAMES[action]}。${last ? lastStep(last) : ''}`,
    remedy: NEXT_STEP[state],
  }),
  'run.overtaken': (number: string, last?: LastStep) => ({
    message: `批次 ${number} 刚被「${last?.actor ?? '他人'}」改动(${last?.at ?? ''})。`,
    remedy: '请用 huimin run show 查看现状后再决定。',
  }),
})

function lastStep({ actor, at, action }: LastStep): string {
  return `最近一步:「${actor}」于 ${at.slice(0, 16)} ${ACTION_NAMES[action]}。`
}
