import { type Command, InvalidArgumentError } from 'commander'
import { type ExportedFile, exportRun } from '../app/export/export-run.ts'
import { formatYuan, formatYuanGrouped } from '../kernel/money.ts'
import { itemName } from '../payment/outgoing.store.ts'
import { withContext } from './terminal/command.ts'
import { INTERRUPTED } from './terminal/interrupt.ts'
import { table } from './terminal/table.ts'

const HOW = { written: '已写出', rewritten: '已原样重写', unchanged: '早已写出,未变' } as const

/** `huimin export RUN` */
export function registerExport(program: Command): void {
  program
    .command('export <run>')
    .description('写出已复核批次的发放文件(每家银行、每个补贴项目一个);再次执行内容不变')
    .option('--layout <layout>', '所有银行都用的版式:版式名(见 huimin layout list)或版式文件')
    .option('--bank-layout <bank=layout>', '某家银行的版式,写成 银行=版式;可写几个', bankLayout)
    .option('--out <dir>', '写到哪个目录(默认 out/<批次号>)')
    .option('--document-number <text>', '批次文号')
    .addHelpText('after', HELP)
    .action(async (run: string, { bankLayout: bankLayouts = {}, ...options }: Options, command: Command) => {
      await withContext(
        command,
        async (context, out) => {
          const exported = await exportRun(context, run, { ...options, bankLayouts })
          const { files, held, problems } = exported
          out.say(fileTable(files))
          out.say(totalLine(files))
          if (held.payments > 0) {
            const amount = formatYuanGrouped(held.totalFen)
            out.say(`暂缓 ${held.payments} 笔,${amount} 元;原因见 huimin exceptions ${run},补齐账户后再导出一次即可。`)
          }
          const result = {
            run,
            files: files.map(fileResult),
            heldPayments: held.payments,
            heldYuan: formatYuan(held.totalFen),
          }
          return { result, problems }
        },
        { interrupted: INTERRUPTED.export },
      )
    })
}

interface Options {
  readonly layout?: string
  readonly bankLayout?: Readonly<Record<string, string>>
  readonly out?: string
  readonly documentNumber?: string
}

const HELP = `
各家银行的版式平时写在数据目录(HUIMIN_HOME)的 banks.yaml 里,每家一行,例如:
  示例农商银行: yibentong
  示例农业银行: bank-tab
  其他: bank-fixed
依次看:--bank-layout,--layout,本批次先前发给该行的版式,banks.yaml,都没有则 yibentong。
检查 banks.yaml:huimin layout banks`

/** `示例农业银行=bank-tab`, one more. */
function bankLayout(text: string, before: Readonly<Record<string, string>> = {}): Readonly<Record<string, string>> {
  const [, bank, layout] = /^([^=]+)=(.+)$/.exec(text) ?? []
  if (!bank || !layout) throw new InvalidArgumentError('Allowed choices are 银行=版式.')
  if (Object.hasOwn(before, bank)) throw new InvalidArgumentError('Allowed choices are 每家银行只写一次.')
  return { ...before, [bank]: layout }
}

function fileTable(files: readonly ExportedFile[]): string {
  return table(
    [
      { title: '补贴项目' },
      { title: '银行' },
      { title: '版式' },
      { title: '笔数', align: 'right' },
      { title: '金额(元)', align: 'right' },
      { title: '' },
      { title: '文件' },
    ],
    files.map(({ batch, path, how }) => [
      itemName(batch.item),
      batch.bank,
      batch.layout.layout,
      batch.rows.toLocaleString('en-US'),
      formatYuanGrouped(batch.totalFen),
      HOW[how],
      path,
    ]),
  )
}

function totalLine(files: readonly ExportedFile[]): string {
  const rows = files.reduce((sum, { batch }) => sum + batch.rows, 0)
  const fen = files.reduce((sum, { batch }) => sum + batch.totalFen, 0n)
  return `合计 ${files.length} 个文件,${rows.toLocaleString('en-US')} 笔,${formatYuanGrouped(fen)} 元。`
}

function fileResult({ batch, path, manifest, how }: ExportedFile) {
  return {
    path,
    manifest,
    rows: batch.rows,
    totalYuan: formatYuan(batch.totalFen),
    batch: batch.batchNo,
    item: batch.item,
    bank: batch.bank,
    part: batch.part,
    layout: batch.layout.layout,
    sha256: batch.sha256,
    how,
  }
}
