import { catalogue } from '../kernel/refusal.ts'

/** How it is refused to work with a database, or with what stands in it no longer. */
export const DATABASE_REFUSALS = catalogue({
  'database.no-binaries': (platform: string) => ({
    message: `没有适用于本机(${platform})的内置数据库程序。`,
    remedy: '请用 DATABASE_URL 指向一台 PostgreSQL 15 或更高版本的服务器。',
  }),
  'database.no-server-user': (user: string) => ({
    message: `以 root 运行时,数据库需要系统用户 ${user},但无法创建。`,
    remedy: `请创建用户 ${user},或改用普通用户运行。`,
  }),
  'database.folder-closed': (user: string, folder: string) => ({
    message: `以 root 运行时,数据库用户 ${user} 无法进入目录 ${folder}。`,
    remedy: '请把 HUIMIN_HOME 和程序放到其他用户可进入的目录(如 /opt),或改用普通用户运行。',
  }),
  'database.server-failed': (program: string, said: string, folder: string) => ({
    message: `数据库程序 ${program} 执行失败:${said.trim()}`,
    remedy: `请检查目录 ${folder} 的权限和磁盘空间后重试。`,
  }),
  'database.start-failed': (said: string, log: string) => ({
    message: `嵌入式数据库无法启动:${said.trim() || '原因见日志'}。`,
    remedy: `请查看 ${log},处理后重试。`,
  }),
  'database.too-old': (version: number) => ({
    message: `数据库版本 ${version} 过低,需要 PostgreSQL 15 或更高。`,
    remedy: '请升级数据库服务器,或不设 DATABASE_URL 使用内置数据库。',
  }),
  'database.schema-newer': (unknown: readonly string[]) => ({
    message: `数据库结构比本程序新(${unknown.join('、')})。`,
    remedy: '请使用与数据库一致的新版程序。',
  }),
  'database.schema-behind': (pending: number) => ({
    message: `数据库结构缺少 ${pending} 项更新。`,
    remedy: '请先执行 huimin db migrate。',
  }),
  'month.archived': (months: readonly string[]) => ({
    message: `这一步要用到 ${months.join('、')} 的明细,而该月明细已归档。`,
    remedy: `请管理员先用 huimin db unarchive 恢复 ${months.join('、')},再做这一步。`,
  }),
})
