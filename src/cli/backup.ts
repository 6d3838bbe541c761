import type { Command } from 'commander'
import type { Context } from '../access/context.ts'
import { openContext } from '../access/open-context.ts'
import { takeBackup } from '../admin/backup/backup.ts'
import { forgottenAfterRestore, restoreBackup } from '../admin/backup/backup-restore.ts'
import type { Problem } from '../kernel/problem.ts'
import { shanghaiTime } from '../kernel/shanghai-time.ts'
import { homeOutbox } from '../payment/outbox.store.ts'
import { PAYMENT_REFUSALS } from '../payment/refusals.ts'
import { conclude, type Ending, withContext } from './terminal/command.ts'
import type { Output } from './terminal/output.ts'
import { pairs } from './terminal/table.ts'

const NO_KEYS = '密钥不在备份里:请另行保存 HUIMIN_HOME/keys.json(或 HUIMIN_KEYS),丢了密钥,号码再也解不开。'
const NO_LEDGER = '发出台账(HUIMIN_HOME/outbox)也不在备份里:它记着送出过什么,请一并保存,恢复时不要用旧的覆盖它。'

/** `huimin db backup | restore` */
export function registerBackup(db: Command): void {
  db.command('backup <file>')
    .description('把整个数据库备份成一个文件(读回核对,不覆盖已有文件);密钥不在其中')
    .action(async (file: string, _options: unknown, command: Command) => {
      await withContext(command, async (context, out) => {
        const { path, bytes, sha256, tables, rows } = await takeBackup(context, file)
        out.say(
          pairs([
            ['备份文件', path],
            ['大小', `${bytes.toLocaleString('en-US')} 字节`],
            ['内容', `${tables} 张表,${rows.toLocaleString('en-US')} 行`],
            ['SHA-256', sha256],
          ]),
        )
        out.say(`\n${NO_KEYS}\n${NO_LEDGER}`)
        return { result: { file: path, bytes, sha256, tables, rows, keysIncluded: false } }
      })
    })
  db.command('restore <file>')
    .description('用备份替换内置数据库(原库改名保留),或恢复到 DATABASE_URL 所指的空库;由管理员执行')
    .action(async (file: string, _options: unknown, command: Command) => {
      await conclude(command, async (out) => await restore(out, file))
    })
}

async function restore(out: Output, file: string): Promise<Ending> {
  const address = process.env.DATABASE_URL
  const progress: Context['progress'] = (...told) => out.progress(...told)
  const { takenAt, tables, rows, kept } = await restoreBackup(
    await openContext({ anySchema: address !== undefined, progress }),
    file,
    address,
  )
  out.say(
    pairs([
      ['已恢复到', `${shanghaiTime(takenAt)} 的状态`],
      ['内容', `${tables} 张表,${rows.toLocaleString('en-US')} 行`],
      ['原来的库', kept ? `改名为 ${kept},仍在内置数据库中` : '无'],
    ]),
  )
  const problems = await whatItForgot()
  return { result: { takenAt, tables, rows, kept }, problems }
}

/** The restored database held against the ledger of what went out. */
async function whatItForgot(): Promise<Problem[]> {
  const context = await openContext({ anySchema: true })
  try {
    const forgotten = await forgottenAfterRestore(context)
    return forgotten.length === 0
      ? []
      : [{ severity: 'warning', ...PAYMENT_REFUSALS['export.forgotten-file'](homeOutbox(context.home), forgotten) }]
  } finally {
    await context.database.close()
  }
}
