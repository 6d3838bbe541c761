import { basename, dirname } from 'node:path'
import { unfitMonth } from '../../access/unfit-value.ts'
import { catalogue, type Wording } from '../../kernel/refusal.ts'

/** How a backup, or a month that is taken out or brought back, is refused. */
export const BACKUP_REFUSALS = catalogue({
  'restore.not-a-backup': () => ({
    message: '这不是 huimin 的备份文件。',
    remedy: '请选择由 huimin db backup 写出的文件。',
  }),
  'restore.damaged': (what: string) => ({
    message: `备份文件已损坏:${what};没有恢复任何内容。`,
    remedy: '请换用另一份备份。',
  }),
  'restore.no-file': (path: string) => ({ message: `找不到备份文件 ${path}。`, remedy: '请核对路径。' }),
  'restore.keys-differ': () => ({
    message: '本机的密钥不是备份时用的密钥,恢复后身份证号和账号无法解开。',
    remedy: '密钥不在备份里:请先把当时的 keys.json 放到 HUIMIN_HOME(权限 600)或设好 HUIMIN_KEYS,再恢复。',
  }),
  'restore.not-empty': () => ({
    message: 'DATABASE_URL 所指的数据库不是空的,没有改动它。',
    remedy: '请让数据库管理员新建一个空库,把 DATABASE_URL 指向它再恢复。',
  }),
  'restore.in-use': () => ({
    message: '有别的命令或调度正在使用数据库,没有替换它。',
    remedy: '请停下调度(scheduler)和其他命令后再恢复。',
  }),
  'restore.schema-newer': (unknown: readonly string[]) => ({
    message: `备份的数据库结构比本程序新(${unknown.join('、')})。`,
    remedy: '请使用与备份一致或更新的程序。',
  }),
  'backup.file-exists': standsThere,
  'archive.file-exists': standsThere,
  'archive.not-owner': () => ({
    message: 'DATABASE_URL 的用户不是数据表的所有者,不能取出或放回一个月。',
    remedy: '请由数据库管理员用库的所有者执行。',
  }),
  'archive.month-invalid': unfitMonth,
  'archive.nothing': (month: string) => ({
    message: `${month} 没有可以归档的明细:没有批次,或已经归档。`,
    remedy: '请用 huimin run list 核对月份。',
  }),
  'archive.not-closed': (month: string, unfinished: readonly string[]) => ({
    message: `${month} 还有没关账的批次:${unfinished.join('、')}。`,
    remedy: '请先关账或作废;只归档办完的月份。',
  }),
  'archive.seal-differs': (number: string) => ({
    message: `批次 ${number} 的明细与复核时的封存不一致,没有改动任何内容。`,
    remedy: '请用 huimin verify 查明原因,并保留现场。',
  }),
  'archive.no-file': (path: string) => ({ message: `读不到归档文件 ${path}。`, remedy: '请核对路径。' }),
  'archive.file-differs': (path: string) => ({
    message: `${basename(path) || dirname(path)} 不是任何一个已归档月份的文件,或内容已改动(SHA-256 不同)。`,
    remedy: '请换用归档当时写出的文件或它的副本。',
  }),
})

function standsThere(path: string): Wording {
  return { message: `文件 ${path} 已存在,没有改动它。`, remedy: '请另起文件名,例如带上日期。' }
}
