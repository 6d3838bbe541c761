/** What an operator is told for failures of the machine that are known by their code. */
const WORDS: Readonly<Record<string, readonly [string, string]>> = {
  ECONNREFUSED: ['连接不上数据库', '请检查 DATABASE_URL 的主机和端口,以及数据库服务器是否开着。'],
  ENOTFOUND: ['找不到数据库的主机', '请检查 DATABASE_URL 中的主机名是否写对。'],
  ETIMEDOUT: ['连接数据库超时', '请检查网络和数据库服务器。'],
  '28P01': ['数据库用户名或密码不对', '请检查 DATABASE_URL 中的用户名和密码。'],
  '3D000': ['数据库不存在', '请检查 DATABASE_URL 中的库名,或请数据库管理员建库。'],
  '42501': [
    '数据库不许当前用户做这一步',
    '令牌可能已被更换或到期,用户可能已停用或不是这个角色;请重新登录后再试,仍不行请管理员查明。',
  ],
  '23001': ['数据库里已有的记录不许改动或删除', '请不要绕过程序改数据;更正要作为新的资料或新的批次。'],
  COMMIT_UNKNOWN: [
    '数据库的答复丢失,不知道这一步是否已经完成',
    '请原样再执行一次同样的命令:已经完成的会说明已完成,不会重复做。',
  ],
  ENOSPC: ['磁盘已满', '请腾出空间后重做这一步。'],
  EACCES: ['没有权限读写文件', '请检查目录和文件的权限。'],
  EROFS: ['磁盘是只读的', '请换一个可写的目录(--out 或 HUIMIN_HOME)。'],
  ENOTDIR: ['路径中有一段是文件,不是文件夹', '请检查 --out 或 HUIMIN_HOME 所指的路径。'],
  EISDIR: ['这是文件夹,不是文件', '请给出文件的路径。'],
}

/** One sentence for a failure of the system and one for what to do, without a stack and without the rows at hand. */
export function failureWords(error: unknown): { readonly message: string; readonly remedy: string } {
  const { code = '', message = String(error) } = error as { code?: string; message?: string }
  const known = WORDS[code]
  return {
    message: `系统故障:${known ? `${known[0]}(${message})` : `${message}${code ? `(${code})` : ''}`}。`,
    remedy: known?.[1] ?? '本步骤没有留下一半的结果;请执行 huimin doctor 检查本机,处理后重做这一步。',
  }
}
