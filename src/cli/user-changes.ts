import { Argument, type Command } from 'commander'
import type { Context } from '../access/context.ts'
import { bindUser, demandTokens, disableUser, enableUser, unlockUser } from '../admin/user-changes.ts'
import { withContext } from './terminal/command.ts'

type Change = (context: Context, name: string) => Promise<boolean>

/** `huimin user disable | enable | unlock | county | demand-tokens`, all by an administrator. */
export function registerUserChanges(user: Command): void {
  registerChange(user, ['disable', '停用用户:令牌和密码作废,经办过的事仍署其名'], '已停用', disableUser)
  registerChange(user, ['enable', '恢复停用的用户(须重新生成令牌)'], '已恢复', enableUser)
  registerChange(user, ['unlock', '提前解除因连续输错而锁定的用户'], '已解锁', unlockUser)
  user
    .command('county <name> [codes...]')
    .description('限定用户只管哪些区县;一个也不写则不限')
    .action(async (name: string, codes: string[], _options: unknown, command: Command) => {
      await withContext(command, async (context, out) => {
        const counties = codes.length > 0 ? codes : null
        const changed = await bindUser(context, name, counties)
        const bound = counties ? `只管 ${counties.join('、')}` : '不限区县'
        out.say(`用户「${name}」${changed ? `现在${bound}` : `早已${bound},未作改变`}。`)
        return { result: { user: name, counties, changed } }
      })
    })
  user
    .command('demand-tokens')
    .description('内置数据库是否也要令牌(局里的服务器总是要)')
    .addArgument(new Argument('<on-off>', '要或不要').choices(['on', 'off']))
    .action(async (onOff: string, _options: unknown, command: Command) => {
      await withContext(command, async (context, out) => {
        await demandTokens(context, onOff === 'on')
        out.say(onOff === 'on' ? '今后都要 HUIMIN_TOKEN。请先给每个用户生成令牌。' : '内置数据库不再要令牌。')
        return { result: { demandTokens: onOff === 'on' } }
      })
    })
}

function registerChange(user: Command, [name, what]: readonly [string, string], done: string, change: Change): void {
  user
    .command(`${name} <name>`)
    .description(what)
    .action(async (of: string, _options: unknown, command: Command) => {
      await withContext(command, async (context, out) => {
        const changed = await change(context, of)
        out.say(`用户「${of}」${changed ? done : '本来就是这样,未作改变'}。`)
        return { result: { user: of, changed } }
      })
    })
}
