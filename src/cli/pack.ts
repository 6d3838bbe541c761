import { type Command, InvalidArgumentError } from 'commander'
import { DEFAULT_SAMPLE, type Pack, type PackOptions, packRun } from '../app/pack/pack.ts'
import { formatYuan, formatYuanGrouped } from '../kernel/money.ts'
import { isDay } from '../kernel/month.ts'
import type { Problem } from '../kernel/problem.ts'
import { balances } from '../pack/balances.ts'
import { withContext } from './terminal/command.ts'
import { pairs, table } from './terminal/table.ts'

const HELP = `
写出一个目录,审计不用本程序就能核对:先看 读我.txt,它说明每个文件、什么必须等于什么、怎样检查。
  cd out/371302-202607-R1/审计资料包 && sha256sum -c SHA256SUMS
身份证号和账号默认遮盖,发放文件本身不在内(有其 SHA-256)。--unmask 只有审计可用,并记入审计链。
同样的状态写出同样的字节;批次之后又有变动的,写到另一个目录,已有的不覆盖。`

/** `huimin pack RUN` */
export function registerPack(program: Command): void {
  program
    .command('pack <run>')
    .description('审计资料包:一个批次的全部资料,用电子表格和 sha256sum 就能核对')
    .option('--out <dir>', '写成哪个目录(默认 out/<批次号>/审计资料包)')
    .option('--unmask', '完整的身份证号、账号和发放文件(仅审计;记入审计链)')
    .option('--sample <n>', '抽多少户重算', sampleSize, DEFAULT_SAMPLE)
    .option('--as-of <day>', '差异的账龄算到哪一天(默认最后一次变动之日)', dayOf)
    .addHelpText('after', HELP)
    .action(async (run: string, options: PackOptions, command: Command) => {
      await withContext(command, async (context, out) => {
        const pack = await packRun(context, run, options)
        out.say(describe(pack))
        return { result: jsonOf(pack), problems: pack.findings.map(problemOf) }
      })
    })
}

function describe({ folder, how, files, fingerprint, balances: all, sample, audit }: Pack): string {
  const bytes = files.reduce((sum, { size }) => sum + size, 0)
  const rows = all.map((one) => [
    balances(one) ? '✓' : '✗',
    one.left,
    formatYuanGrouped(one.leftFen),
    one.right,
    balances(one) ? '' : formatYuanGrouped(one.rightFen),
  ])
  const titles = ['', '左边', '金额(元)', '右边', '不符时的金额']
  return [
    table(
      titles.map((title) => ({ title, align: title.includes('金额') ? ('right' as const) : ('left' as const) })),
      rows,
    ),
    '',
    pairs([
      ['资料包', `${folder}${how === 'unchanged' ? '(已有,逐字节相同)' : ''}`],
      ['文件', `${files.length} 个,${bytes.toLocaleString('en-US')} 字节`],
      ['抽样重算', `${sample.households} 户 ${sample.lines} 行,${sample.differing} 行不一致`],
      ['审计链', `${audit.no} 条`],
      ['指纹', `${fingerprint}(SHA256SUMS 的 SHA-256,请记下)`],
    ]),
  ].join('\n')
}

function jsonOf({ run, folder, how, files, fingerprint, balances: all, sample, audit }: Pack) {
  return {
    ...{ run, folder, how, fingerprint, sample },
    auditRows: audit.no,
    auditHead: audit.hash,
    files: files.map(({ file, rows, size, sha256, sm3 }) => ({ file, rows, bytes: size, sha256, sm3 })),
    balances: all.map((one) => ({
      ...{ left: one.left, leftYuan: formatYuan(one.leftFen), right: one.right },
      ...{ rightYuan: formatYuan(one.rightFen), equal: balances(one) },
    })),
  }
}

function problemOf(message: string): Problem {
  const remedy = '资料包已照现状写出;请用 huimin verify 查明,未查明前不要发放。'
  return { code: 'pack.does-not-hold', severity: 'error', message, remedy }
}

function sampleSize(text: string): number {
  if (/^\d{1,4}$/.test(text)) return Number(text)
  throw new InvalidArgumentError('请写户数,例如 30。')
}

function dayOf(text: string): string {
  if (isDay(text)) return text
  throw new InvalidArgumentError('Allowed choices are 2026-07-10.')
}
