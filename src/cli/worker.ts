import type { Command } from 'commander'
import { type WorkedRun, work } from '../app/calculate/worker.ts'
import { formatYuan } from '../kernel/money.ts'
import { withContext } from './terminal/command.ts'

const WORDS = {
  calculated: '已计算',
  resumed: '已接着上次中断处算完',
  unchanged: '没有变化',
  refused: '未能计算',
} as const

const HELP = `
以 HUIMIN_USER(经办)的名义,把经办已开立、还没有算过的批次逐个算完。可以在几台机器上各开几个,
连同一个数据库(DATABASE_URL):同一批次只有一处在算,结果与几处同算无关。
某处被杀死或断电,它手上的批次由别处从最后存好的一段接着算,不会重复,也不会漏。
只计算,从不开立、提交、复核、导出;被复核退回的批次和补充批次由经办自己算。
Ctrl-C 或 kill 立即停下,做完的部分已保存。

示例:
  HUIMIN_USER=张经办 huimin worker            算完为止
  HUIMIN_USER=张经办 huimin worker --watch    一直等着,有新开的批次就算`

/** `huimin worker` */
export function registerWorker(program: Command): void {
  program
    .command('worker')
    .description('逐个计算已开立的批次;可在多台机器上同时开多个')
    .option('--once', '没有要算的批次就结束(默认)')
    .option('--watch', '没有要算的批次时等着,直到被停止')
    .addHelpText('after', HELP)
    .action(async ({ watch = false }: { watch?: boolean }, command: Command) => {
      await withContext(command, async (context, out) => {
        const onRun = (one: WorkedRun) => out.say(describe(one))
        const worked = await work(context, { watch, onRun })
        if (worked.length === 0) out.say('没有要计算的批次。')
        const runs = worked.map(({ run, how, lines, totalFen }) => ({
          run,
          how,
          lines,
          totalYuan: formatYuan(totalFen),
        }))
        return { result: { runs }, problems: worked.flatMap(({ problems }) => problems) }
      })
    })
}

function describe({ run, how, lines, totalFen }: WorkedRun): string {
  const found = how === 'refused' ? '原因见下' : `${lines} 行,${formatYuan(totalFen)} 元`
  return `批次 ${run}:${WORDS[how]},${found}。`
}
