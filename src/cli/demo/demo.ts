import { type Command, InvalidArgumentError } from 'commander'
import { runDemo } from '../../demo/play/demo.ts'
import type { DemoOptions } from '../../demo/play/demo-options.ts'
import type { DemoListener, DemoStep } from '../../demo/play/demo-steps.ts'
import { conclude } from '../terminal/command.ts'
import { onInterrupt } from '../terminal/interrupt.ts'
import type { Output } from '../terminal/output.ts'
import { demoJson } from './demo-json.ts'
import { describeDemo } from './demo-summary.ts'

/** `huimin demo` */
export function registerDemo(program: Command): void {
  program
    .command('demo')
    .description('用虚构的示例县把一个月从头走到尾:导入、计算、复核、发放文件、回盘、对账(自带数据库,不碰正式数据)')
    .option('--households <n>', '示例户数', wholeNumber, 20_000)
    .option('--month <month>', '发放月份', '2026-08')
    .option('--seed <s>', '随机种子(整数);种子相同,编造的家庭就相同', wholeNumber, 379901)
    .option('--out <dir>', '写到哪个目录', 'out/demo')
    .action(async (options: DemoOptions, command: Command) => {
      await conclude(command, async (out) => {
        out.say(
          `示例县(379901,虚构)${options.month},${options.households.toLocaleString('en-US')} 户,种子 ${options.seed}`,
        )
        const listening = listen(out)
        try {
          const result = await runDemo(options, listening)
          out.say(describeDemo(result))
          return { result: demoJson(result) }
        } finally {
          listening.forget()
        }
      })
    })
}

function listen(out: Output): DemoListener & { forget(): void } {
  let forget = () => {}
  return {
    opened: ({ database }) => {
      forget = onInterrupt(() => database.abandon())
    },
    stepDone: (step) => {
      out.say(stepLine(step))
    },
    progress: (...told) => out.progress(...told),
    forget: () => forget(),
  }
}

function stepLine({ title, seconds, outcome }: DemoStep): string {
  return `${seconds.toFixed(1).padStart(6)} 秒  ${title}:${outcome}`
}

function wholeNumber(text: string): number {
  if (/^-?\d{1,9}$/.test(text)) return Number(text)
  throw new InvalidArgumentError('请写整数。')
}
