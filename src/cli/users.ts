import { type Command, InvalidArgumentError, Option } from 'commander'
import { ROLE_NAMES, type Role } from '../access/role.ts'
import { openSession, setPassword } from '../admin/passwords.ts'
import type { User } from '../admin/users.store.ts'
import { addUser, type IssuedToken, issueTokenFor, listUsers } from '../admin/users.ts'
import { withContext } from './terminal/command.ts'
import { secretLine } from './terminal/secret-line.ts'
import { table } from './terminal/table.ts'
import { registerUserChanges } from './user-changes.ts'

/** `huimin user add | list | token | password | login | disable | enable | unlock | county | demand-tokens` */
export function registerUsers(program: Command): void {
  const user = program.command('user').description('用户、角色、令牌与密码')
  registerAdd(user)
  registerList(user)
  registerProofs(user)
  registerUserChanges(user)
}

/** Gathers a repeatable option. */
function collect(value: string, earlier: string[] | undefined): string[] {
  return [...(earlier ?? []), value]
}

function registerAdd(user: Command): void {
  user
    .command('add <name>')
    .description('添加用户;第一个用户由建立系统的人添加,总是管理员')
    .addOption(new Option('--role <role>', '角色').choices(Object.keys(ROLE_NAMES)).makeOptionMandatory())
    .option('--county <code>', '只管这个区县(六位代码,可多次);不写则不限', collect)
    .addHelpText(
      'after',
      '\n角色:maker 经办(算、提交、导出、导回盘),checker 复核(复核、退回、关账),auditor 审计(只看;看明文记入审计),admin 管理员(用户、密钥;不碰钱)。',
    )
    .action(async (name: string, options: { role: Role; county?: string[] }, command: Command) => {
      await withContext(command, async (context, out) => {
        const { user, added } = await addUser(context, name, options.role, options.county ?? null)
        const bound = user.counties ? `,限 ${user.counties.join('、')}` : ''
        out.say(`用户「${user.name}」${added ? '已添加' : '早已存在,未作改变'},角色:${ROLE_NAMES[user.role]}${bound}。`)
        return { result: { user: user.name, role: user.role, counties: user.counties, added } }
      })
    })
}

function registerList(user: Command): void {
  const titles = ['用户', '角色', '区县', '状态', '令牌到期', '添加人', '添加时间'].map((title) => ({ title }))
  user
    .command('list')
    .description('列出用户')
    .action(async (_options: unknown, command: Command) => {
      await withContext(command, async (context, out) => {
        const users = await listUsers(context)
        out.say(table(titles, users.map(listed)))
        return { result: { users } }
      })
    })
}

function listed(user: User): string[] {
  const state = user.disabled ? '停用' : user.lockedUntil ? `锁定至 ${user.lockedUntil.slice(0, 16)}` : '正常'
  const expires = user.tokenExpiresAt?.slice(0, 10) ?? '—'
  const counties = user.counties?.join('、') ?? '不限'
  return [user.name, ROLE_NAMES[user.role], counties, state, expires, user.addedBy, user.addedAt.slice(0, 16)]
}

function registerProofs(user: Command): void {
  user
    .command('token <name>')
    .description('生成用户的令牌(只显示这一次);旧令牌随即失效')
    .option('--days <n>', '有效天数,1 至 366', wholeNumber, 180)
    .action(async (name: string, options: { days: number }, command: Command) => {
      await withContext(command, async (context, out) => {
        const issued = await issueTokenFor(context, name, options.days)
        out.say(issued.token)
        out.note(`有效至 ${issued.expiresAt.slice(0, 16)};请本人设为 HUIMIN_TOKEN。`)
        return { result: tokenResult(name, issued) }
      })
    })
  user
    .command('password <name>')
    .description('设置密码:从键盘或标准输入读一行')
    .action(async (name: string, _options: unknown, command: Command) => {
      await withContext(command, async (context, out) => {
        await setPassword(context, name, await secretLine(`用户「${name}」的新密码:`))
        out.say(`用户「${name}」的密码已设置。`)
        return { result: { user: name } }
      })
    })
  user
    .command('login <name>')
    .description('用密码换一个当天有效的令牌;旧令牌随即失效')
    .action(async (name: string, _options: unknown, command: Command) => {
      await withContext(
        command,
        async (context, out) => {
          const issued = await openSession(context, name, await secretLine(`用户「${name}」的密码:`))
          out.say(issued.token)
          out.note(`有效至 ${issued.expiresAt.slice(0, 16)};请设为 HUIMIN_TOKEN。`)
          return { result: tokenResult(name, issued) }
        },
        { unproven: true },
      )
    })
}

function tokenResult(user: string, { token, expiresAt }: IssuedToken) {
  return { user, token, expiresAt }
}

function wholeNumber(text: string): number {
  if (/^\d{1,4}$/.test(text)) return Number(text)
  throw new InvalidArgumentError('请写整数。')
}
