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
})
