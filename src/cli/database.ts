import type { Command } from 'commander'
import { migrate, schemaStatus } from '../db/migrate.ts'
import { registerBackup } from './backup.ts'
import { withContext } from './command.ts'
import { pairs } from './table.ts'

/** `huimin db migrate | status | backup | restore` */
export function registerDatabase(program: Command): void {
  const db = program.command('db').description('数据库:结构、备份、恢复')
  registerBackup(db)
  db.command('migrate')
    .description('把数据库结构更新到本程序的版本')
    .action(async (_options: unknown, command: Command) => {
      await withContext(
        command,
        async ({ database }, out) => {
          const applied = await migrate(database.ownerUrl)
          out.say(applied.length > 0 ? `已更新:${applied.join('、')}。` : '数据库结构已是最新,未作改变。')
          return { result: { applied } }
        },
        { anySchema: true },
      )
    })
  db.command('status')
    .description('数据库结构是否与本程序一致')
    .action(async (_options: unknown, command: Command) => {
      await withContext(
        command,
        async ({ database }, out) => {
          const status = await schemaStatus(database.ownerUrl)
          const pending = status.pending.length > 0 ? status.pending.join('、') : '无'
          out.say(
            pairs([
              ['数据库', database.embedded ? '内置(HUIMIN_HOME)' : 'DATABASE_URL 所指的服务器'],
              ['已有更新', `${status.applied.length} 项`],
              ['待更新', pending],
            ]),
          )
          return { result: { embedded: database.embedded, ...status } }
        },
        { anySchema: true },
      )
    })
}
