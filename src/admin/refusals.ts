import { catalogue } from '../kernel/refusal.ts'

/** How changes of users, and of the database as a whole, are refused. */
export const ADMIN_REFUSALS = catalogue({
  'user.token-days': (most: number) => ({
    message: `令牌的有效天数应是 1 至 ${most} 的整数。`,
    remedy: '请用 --days 写明。',
  }),
  'user.other-role': (name: string, is: string, asked: string) => ({
    message: `用户「${name}」已存在,角色是 ${is},不是 ${asked}。`,
    remedy: '一个人只有一个角色;请另起用户名。只改区县的,请用 huimin user county。',
  }),
  'user.name-is-number': () => ({
    message: '用户名像是证件号、账号或电话号码。',
    remedy: '用户名会写进记录和日志,请用姓名或工号。',
  }),
  'user.county-invalid': (county: string) => ({
    message: `区县代码「${county}」不对。`,
    remedy: '请写六位区县代码,例如 371302;多个用多次 --county。',
  }),
  'user.admin-bound': () => ({ message: '管理员不分区县,不能限定。', remedy: '请去掉 --county。' }),
  'user.password-weak': (shortest: number) => ({
    message: `密码不足 ${shortest} 个字,或与用户名相同。`,
    remedy: '请换一个更长的密码。',
  }),
  'user.password-wrong': () => ({
    message: '用户名或密码不对。',
    remedy: '请重试;忘记密码的,请管理员执行 huimin user password。',
  }),
  'user.no-own-token': () => ({
    message: '您自己还没有令牌,要求令牌以后就进不来了。',
    remedy: '请先执行 huimin user token 为自己生成令牌。',
  }),
  'user.last-admin': (name: string) => ({
    message: `「${name}」是最后一名管理员,不能停用。`,
    remedy: '请先添加另一名管理员,由其停用。',
  }),
  'database.no-citus': () => ({
    message: '这台数据库服务器没有启用 Citus 扩展,没有改动任何内容;单台服务器不需要它。',
    remedy:
      '确要分布到多台服务器的,请数据库管理员安装 Citus 并执行 CREATE EXTENSION citus,再做这一步;见 docs/scale.md。',
  }),
  'database.already-distributed': () => ({
    message: '数据库已经按区县分布,未作改变。',
    remedy: '增加服务器后请用 Citus 的 citus_rebalance_start() 重新均衡。',
  }),
  'database.roles-not-allowed': () => ({
    message: 'DATABASE_URL 的用户无权建立数据库角色。',
    remedy: '请数据库管理员执行 huimin db roles --print 打印的语句。',
  }),
})
