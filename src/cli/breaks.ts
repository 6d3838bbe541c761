import { type Command, InvalidArgumentError } from 'commander'
import { listBreaks, moveBreak } from '../app/reconcile/breaks.ts'
import { formatYuan, formatYuanGrouped } from '../kernel/money.ts'
import { programmeName } from '../policy/programmes.ts'
import { BREAK_CLASSES, BREAK_STATES, type BreakState, readBreakState } from '../reconciliation/break-class.ts'
import type { Break } from '../reconciliation/differences.store.ts'
import { withContext } from './terminal/command.ts'
import { table } from './terminal/table.ts'

const SHOWN = 1000
const STATES = Object.entries(BREAK_STATES)
  .map(([code, name]) => `${code}(${name})`)
  .join('、')

/** `huimin breaks list|move` */
export function registerBreaks(program: Command): void {
  const breaks = program.command('breaks').description('对账差异:逐条查看、处理,写明原因')
  breaks
    .command('list <run>')
    .description('列出差异:类别、账龄(自导出之日起的天数)、状态')
    .option('--state <state>', `只列某一状态:${STATES}`, stateOf)
    .action(async (run: string, options: { state?: BreakState }, command: Command) => {
      await withContext(command, async (context, out) => {
        const found = await listBreaks(context, run, { ...options, limit: SHOWN })
        out.say(found.breaks.length === 0 ? '没有这样的差异。' : breakTable(found.breaks))
        const counts = Object.entries(found.counts).map(([state, n]) => `${BREAK_STATES[state as BreakState]} ${n}`)
        out.say(`\n${counts.join(',')}。全部差异见「对账差异.csv」(huimin reconcile)。`)
        return { result: { run, counts: found.counts, breaks: found.breaks.map(jsonOf) } }
      })
    })
  breaks
    .command('move <run> <id>')
    .description('改一条差异的状态,写明查到了什么、怎样处理;每次改动都留痕')
    .requiredOption('--to <state>', `改为:${STATES}`, stateOf)
    .requiredOption('--why <text>', '原因')
    .action(async (run: string, id: string, options: { to: BreakState; why: string }, command: Command) => {
      await withContext(command, async (context, out) => {
        const { from, to, changed } = await moveBreak(context, run, id, options)
        out.say(
          changed
            ? `差异 ${id}:由「${BREAK_STATES[from]}」改为「${BREAK_STATES[to]}」。`
            : `差异 ${id} 早已由本人改为「${BREAK_STATES[to]}」,未作改变。`,
        )
        return { result: { run, id, from, to, changed } }
      })
    })
}

function stateOf(text: string): BreakState {
  const state = readBreakState(text)
  if (state) return state
  throw new InvalidArgumentError(`Allowed choices are ${STATES}.`)
}

function breakTable(breaks: readonly Break[]): string {
  const right = { align: 'right' } as const
  return table(
    [
      { title: '差异编号' },
      { title: '类别' },
      { title: '补贴项目' },
      { title: '银行' },
      { title: '应有(元)', ...right },
      { title: '实有(元)', ...right },
      { title: '账龄(天)', ...right },
      { title: '状态' },
      { title: '说明' },
    ],
    breaks.map((one) => [
      one.id,
      BREAK_CLASSES[one.class],
      one.item === '' ? '' : programmeName(one.item),
      one.bank,
      formatYuanGrouped(one.expectedFen),
      formatYuanGrouped(one.foundFen),
      String(one.ageDays),
      BREAK_STATES[one.state],
      one.why === '' ? one.note : `${one.note};${one.actor}:${one.why}`,
    ]),
  )
}

function jsonOf({ expectedFen, foundFen, ...one }: Break) {
  return {
    ...one,
    className: BREAK_CLASSES[one.class],
    expectedYuan: formatYuan(expectedFen),
    foundYuan: formatYuan(foundFen),
  }
}
