import { type Command, InvalidArgumentError } from 'commander'
import { publishList } from '../app/reconcile/publish-list.ts'
import { formatYuan, formatYuanGrouped } from '../kernel/money.ts'
import { withContext } from './terminal/command.ts'

const HELP = `
写出一个 CSV 和一个可打印的网页(每村单独成页),可以贴在村里:
  姓名只有姓氏(张*、欧阳**),没有身份证号、账号、住址、家庭编号、算式;未成年人和儿童类补贴不写姓名;
  困难残疾人生活补贴、重度残疾人护理补贴、艾滋病病毒感染儿童、因重病的临时救助,和由它们而来的价格临时补贴,
  不逐人公示,只在说明里合成一个数(不足 5 人的连数也不写)。重发的款项在原批次公示过,不再列。
复核通过后才能公示。`

/** `huimin publish-list RUN` */
export function registerPublishList(program: Command): void {
  program
    .command('publish-list <run>')
    .description('公示名单:可以贴在村里的,按村;遮盖姓名,不写涉及残疾疾病的')
    .option('--out <file>', '写成哪个文件(默认 out/<批次号>/公示名单.csv;网页同名 .html)')
    .option('--township <code>', '只写一个乡镇(9 位代码)', townshipOf)
    .addHelpText('after', HELP)
    .action(async (run: string, options: { out?: string; township?: string }, command: Command) => {
      await withContext(command, async (context, out) => {
        const { files, villages, lines, totalFen, unnamed } = await publishList(context, run, options)
        out.say(`${villages} 个村,${lines} 行,共 ${formatYuanGrouped(totalFen)} 元:`)
        for (const file of files) out.say(`  ${file}`)
        out.say(`不逐人公示的:${unnamed.persons} 人,${formatYuanGrouped(unnamed.fen)} 元。`)
        const result = { run, files, villages, lines, totalYuan: formatYuan(totalFen) }
        return { result: { ...result, unnamed: { persons: unnamed.persons, totalYuan: formatYuan(unnamed.fen) } } }
      })
    })
}

function townshipOf(text: string): string {
  if (/^\d{9}$/.test(text)) return text
  throw new InvalidArgumentError('请写 9 位乡镇代码。')
}
