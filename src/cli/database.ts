import type { Command } from 'commander'
import { makeRoles, plannedRoles } from '../admin/database-roles.ts'
import { distributeSchema, plannedDistribution } from '../admin/distribute.ts'
import { migrate, schemaStatus } from '../db/migrate.ts'
import { registerArchive } from './archive.ts'
import { registerBackup } from './backup.ts'
import { withContext } from './terminal/command.ts'
import { pairs } from './terminal/table.ts'

/** `huimin db migrate | status | roles | distribute | backup | restore | archive | unarchive` */
export function registerDatabase(program: Command): void {
  const db = program.command('db').description('数据库:结构、角色、备份、恢复')
  registerBackup(db)
  registerArchive(db)
  registerRoles(db)
  registerDistribute(db)
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

function registerRoles(db: Command): void {
  db.command('roles')
    .description('在局里的服务器上建立数据库角色:本程序用 huimin_app 登录,不能改删明细、封存、回盘和审计')
    .option('--print', '只打印 SQL,由数据库管理员执行')
    .addHelpText(
      'after',
      '\n建好后请管理员为 huimin_app 设密码(psql 中 \\password huimin_app),DATABASE_URL 改用它;' +
        '\n只有 db migrate、db restore 和 db roles 用库的所有者。内置数据库用同样的角色,不必执行。',
    )
    .action(async (options: { print?: boolean }, command: Command) => {
      await withContext(
        command,
        async ({ database }, out) => {
          if (options.print) {
            const statements = await plannedRoles(database.ownerUrl)
            out.say(statements.map((statement) => `${statement};`).join('\n'))
            return { result: { statements } }
          }
          const login = await makeRoles(database.ownerUrl)
          out.say(`角色已建立;请为 ${login} 设密码,并让 DATABASE_URL 用它登录。`)
          return { result: { login } }
        },
        { anySchema: true },
      )
    })
}

function registerDistribute(db: Command): void {
  db.command('distribute')
    .description('在装有 Citus 扩展的服务器上,把数据按区县分布到多台机器;由库的所有者执行一次')
    .option('--print', '只打印 SQL,不执行')
    .addHelpText(
      'after',
      '\n一个县的全部数据在一处,其余小表各处一份。Citus 的分布表不能用触发器,触发器(第二道防线)会去掉,' +
        '\n不能改删仍由数据库权限和约束保证。单台服务器不需要这一步;见 docs/scale.md。',
    )
    .action(async (options: { print?: boolean }, command: Command) => {
      await withContext(
        command,
        async ({ database }, out) => {
          if (options.print) {
            const statements = await plannedDistribution(database.ownerUrl)
            out.say(statements.map((statement) => `${statement};`).join('\n'))
            return { result: { statements } }
          }
          const statements = await distributeSchema(database.ownerUrl)
          out.say(`已按区县分布,执行 ${statements.length} 条语句。`)
          return { result: { statements: statements.length } }
        },
        { anySchema: true },
      )
    })
}
