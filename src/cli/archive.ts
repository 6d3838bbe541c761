import type { Command } from 'commander'
import { type ArchivedMonth, archiveMonth, unarchiveMonth } from '../admin/backup/month-archive.ts'
import { type Ending, withContext } from './terminal/command.ts'
import type { Output } from './terminal/output.ts'
import { pairs } from './terminal/table.ts'

/** `huimin db archive | unarchive` */
export function registerArchive(db: Command): void {
  db.command('archive <month>')
    .description('把一个办完的月份的明细和列示核对封存后取出到文件;由管理员(库的所有者)执行')
    .requiredOption('--out <file>', '归档文件,例如 2016-07.归档.gz;不覆盖已有文件')
    .addHelpText(
      'after',
      '\n取出后该月不能再开批次,需要用到它的步骤会说明要先恢复。\n示例:\n  huimin db archive 2016-07 --out 归档/2016-07.归档.gz',
    )
    .action(async (month: string, options: { out: string }, command: Command) => {
      await withContext(command, async (context, out) =>
        told(out, '已归档', await archiveMonth(context, month, options.out)),
      )
    })
  db.command('unarchive <file>')
    .description('把归档的月份放回来:字节与归档时相同,明细与封存一致')
    .action(async (file: string, _options: unknown, command: Command) => {
      await withContext(command, async (context, out) => told(out, '已恢复', await unarchiveMonth(context, file)))
    })
}

function told(out: Output, what: string, { month, path, lines, exceptions, sha256, sealed }: ArchivedMonth): Ending {
  out.say(
    pairs([
      [what, month],
      ['文件', path],
      ['内容', `明细 ${lines.toLocaleString('en-US')} 行,列示 ${exceptions.toLocaleString('en-US')} 行`],
      ['封存核对', `${sealed} 个批次一致`],
      ['SHA-256', sha256],
    ]),
  )
  return { result: { month, file: path, lines, exceptions, sealed, sha256 } }
}
