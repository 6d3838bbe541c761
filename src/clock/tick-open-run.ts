import { calculateRun, USUAL } from '../app/calculate/calculate-run.ts'
import { openRun } from '../app/run/open-run.ts'
import { formatYuanGrouped } from '../kernel/money.ts'
import type { RunKind } from '../run/run-state.ts'
import { STATE_NAMES } from '../run/run-state.ts'
import type { StepOutcome, Tick } from './tick-job.ts'

/**
 * Opens and calculates the run of a county and month, and no more: a person looks at it, submits it, and another one
 * approves it. A run that somebody else has opened, or that has come further, is left as it is.
 */
export async function openAndCalculate(
  { context }: Tick,
  request: { readonly county: string; readonly month: string; readonly kind: RunKind },
): Promise<StepOutcome> {
  const { run } = await openRun(context, request)
  if (run.state !== 'open' || run.maker !== context.actor) {
    return { said: `批次 ${run.number} 已由「${run.maker}」开立,现在是「${STATE_NAMES[run.state]}」,保持原样` }
  }
  const { attempt } = await calculateRun(context, run.number, USUAL)
  const { households, lines, totalFen, exceptions } = attempt.progress
  const figures = `${households} 户、${lines} 行、${formatYuanGrouped(totalFen)} 元,列示 ${exceptions} 条`
  return { said: `批次 ${run.number} 已开立并算完:${figures};请经办核对后提交` }
}
