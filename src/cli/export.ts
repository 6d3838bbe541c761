import type { Command } from 'commander'
import { type ExportedFile, exportRun } from '../app/export-run.ts'
import { formatYuan, formatYuanGrouped } from '../kernel/money.ts'
import { itemName } from '../passbook/outgoing.store.ts'
import { withContext } from './command.ts'
import { table } from './table.ts'

const HOW = { written: '已写出', rewritten: '已原样重写', unchanged: '早已写出,未变' } as const

/** `huimin export RUN` */
export function registerExport(program: Command): void {
  program
    .command('export <run>')
    .description('写出已复核批次的发放文件(每家银行、每个补贴项目一个);再次执行内容不变')
    .option('--layout <layout>', '版式名(见 huimin layout list)或版式文件;不写则用批次先前的版式,没有则 yibentong')
    .option('--out <dir>', '写到哪个目录(默认 out/<批次号>)')
    .option('--document-number <text>', '批次文号')
    .action(
      async (run: string, options: { layout?: string; out?: string; documentNumber?: string }, command: Command) => {
        await withContext(command, async (context, out) => {
          const exported = await exportRun(context, run, options)
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
        })
      },
    )
}

function fileTable(files: readonly ExportedFile[]): string {
  return table(
    [
      { title: '补贴项目' },
      { title: '银行' },
      { title: '笔数', align: 'right' },
      { title: '金额(元)', align: 'right' },
      { title: '' },
      { title: '文件' },
    ],
    files.map(({ batch, path, how }) => [
      itemName(batch.item),
      batch.bank,
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
