import { basename } from 'node:path'
import { fileNameWithoutNumbers } from '../kernel/masked-text.ts'
import { catalogue } from '../kernel/refusal.ts'

/** How it is refused to write where something else stands, or where somebody else is at work. */
export const FILES_REFUSALS = catalogue({
  'export.file-differs': (path: string) => ({
    message: `${path} 已存在,内容与应写的不同。`,
    remedy: '请把它移到别处后重新执行,会写出原样的文件;它若是发放文件,可能被改动过,请勿发送银行。',
  }),
  'database.busy': (path: string) => ({
    message: `另一个命令长时间占用锁文件 ${path}。`,
    remedy: '请等它结束后重试;若确认没有其他命令在运行,可删除该文件。',
  }),
  'file.disk-unsuitable': (folder: string) => ({
    message: `${folder} 所在的磁盘(多为 U 盘或网络共享)不能保证文件完整写出、不覆盖已有文件。`,
    remedy: '请改写到本机硬盘上的文件夹(NTFS、ext4 等),写好后再把文件复制到 U 盘。',
  }),
  'file.changed-while-read': (path: string) => ({
    message: `${fileNameWithoutNumbers(basename(path))} 在读取的过程中被改动,没有导入。`,
    remedy: '请等它传完、关闭打开它的程序,核对内容后重新导入。',
  }),
})
