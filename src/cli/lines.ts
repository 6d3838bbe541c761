import { once } from 'node:events'
import type { Command } from 'commander'
import { eachBenefitLine, writeBenefitLines } from '../app/reconcile/lines.ts'
import { formatYuan, formatYuanGrouped } from '../kernel/money.ts'
import { reportLines } from '../kernel/report-csv.ts'
import { withContext } from './terminal/command.ts'

/** `huimin lines RUN` */
export function registerLines(program: Command): void {
  program
    .command('lines <run>')
    .description('发放明细:每一行的金额、算式与依据')
    .option('--out <file>', '写成 CSV 文件(默认打印到标准输出)')
    .option('--unmask', '显示完整身份证号(记入审计)')
    .action(async (run: string, options: { out?: string; unmask?: boolean }, command: Command) => {
      await withContext(command, async (context, out) => {
        if (options.out !== undefined) {
          const { lines, totalFen } = await writeBenefitLines(context, run, options.out, options)
          out.say(`已写出 ${options.out}:${lines.toLocaleString('en-US')} 行,${formatYuanGrouped(totalFen)} 元。`)
          return { result: { run, file: options.out, lines, totalYuan: formatYuan(totalFen) } }
        }
        const rows: Record<string, string>[] = []
        let columns: readonly string[] | undefined
        const { lines, totalFen } = await eachBenefitLine(context, run, options, async (cells) => {
          if (!out.json) return await print(reportLines(cells))
          columns ??= cells[0]!
          const names = columns
          for (const line of cells)
            if (line !== names) rows.push(Object.fromEntries(line.map((c, i) => [names[i]!, c])))
        })
        return { result: { run, lines, totalYuan: formatYuan(totalFen), rows } }
      })
    })
}

/** Waits where the reader is slower than we are. */
async function print(text: string): Promise<void> {
  if (!process.stdout.write(text)) await once(process.stdout, 'drain')
}
