import { catalogue } from '../kernel/refusal.ts'
import { ROLE_NAMES, type Role } from './role.ts'

/** How it is refused that somebody acts: who he is, what he may, where. */
export const ACCESS_REFUSALS = catalogue({
  'user.not-named': () => ({
    message: '没有说明由谁操作。',
    remedy: '请设置 HUIMIN_USER=用户名(用户由 huimin user add 添加);要求令牌的,并把 HUIMIN_TOKEN 设为本人的令牌。',
  }),
  'user.unknown': (name: string) => ({
    message: `系统中没有用户「${name}」。`,
    remedy: '请由管理员执行 huimin user add 添加,或检查用户名(HUIMIN_USER)是否写对。',
  }),
  'user.disabled': (name: string) => ({
    message: `用户「${name}」已停用,不能再操作。`,
    remedy: '仍需使用的,请管理员执行 huimin user enable。',
  }),
  'user.role-not-allowed': (name: string, role: Role, allowed: readonly Role[]) => ({
    message: `用户「${name}」是${ROLE_NAMES[role]},不能做这一步。`,
    remedy: `这一步由${allowed.map((one) => ROLE_NAMES[one]).join('或')}来做。`,
  }),
  'user.token-missing': (name: string) => ({
    message: `用户「${name}」还没有令牌,不能操作。`,
    remedy: `请管理员执行 huimin user token ${name},再由本人设置 HUIMIN_TOKEN。`,
  }),
  'user.token-wrong': (name: string, left?: number) => ({
    message: `用户「${name}」的令牌缺失或不对${left === undefined ? '' : `,再错 ${left} 次将锁定`}。`,
    remedy: '请把 HUIMIN_TOKEN 设为 huimin user token 给出的令牌;遗失时请管理员重新生成。',
  }),
  'user.token-expired': (name: string) => ({
    message: `用户「${name}」的令牌已过期。`,
    remedy: `请管理员执行 huimin user token ${name} 重新生成,再由本人设置 HUIMIN_TOKEN。`,
  }),
  'user.locked': (name: string, failures: number, until: string) => ({
    message: `用户「${name}」因连续 ${failures} 次令牌或密码不对,锁定至 ${until.slice(0, 16)}。`,
    remedy: '请到时再试,或请管理员查明后执行 huimin user unlock。',
  }),
  'user.other-county': (name: string | null, counties: readonly string[], county: string) => ({
    message: `${name === null ? '当前用户' : `用户「${name}」`}只管 ${counties.join('、')},不能处理 ${county} 的事。`,
    remedy: '请由该县的用户来做;需要扩大范围的,请管理员执行 huimin user county。',
  }),
  'user.bound-to-counties': (name: string, counties: readonly string[], what: string) => ({
    message: `${what}涉及所有区县,用户「${name}」只管 ${counties.join('、')},不能做。`,
    remedy: '请由不限区县的用户来做。',
  }),
})
