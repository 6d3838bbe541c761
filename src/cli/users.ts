import { type Command, Option } from 'commander'
import { ROLE_NAMES, type Role } from '../app/context.ts'
import { addUser, issueToken, listUsers } from '../app/users.ts'
import { withContext } from './command.ts'
import { table } from './table.ts'

/** `huimin user add | list | token` */
export function registerUsers(program: Command): void {
  const user = program.command('user').description('用户与角色')
  user
    .command('add <name>')
    .description('添加用户;第一个用户由建立系统的人添加,总是管理员')
    .addOption(new Option('--role <role>', '角色').choices(Object.keys(ROLE_NAMES)).makeOptionMandatory())
    .action(async (name: string, options: { role: Role }, command: Command) => {
      await withContext(command, async (context, out) => {
        const { user, added } = await addUser(context, name, options.role)
        out.say(`用户「${user.name}」${added ? '已添加' : '早已存在,未作改变'},角色:${ROLE_NAMES[user.role]}。`)
        return { result: { user: user.name, role: user.role, added } }
      })
    })
  user
    .command('list')
    .description('列出用户')
    .action(async (_options: unknown, command: Command) => {
      await withContext(command, async (context, out) => {
        const users = await listUsers(context)
        const rows = users.map((u) => [u.name, ROLE_NAMES[u.role], u.addedBy, u.addedAt.slice(0, 16)])
        out.say(table([{ title: '用户' }, { title: '角色' }, { title: '添加人' }, { title: '添加时间' }], rows))
        return { result: { users } }
      })
    })
  user
    .command('token <name>')
    .description('生成用户的令牌(只显示这一次)')
    .action(async (name: string, _options: unknown, command: Command) => {
      await withContext(command, async (context, out) => {
        const token = await issueToken(context, name)
        out.say(token)
        return { result: { user: name, token } }
      })
    })
}
