import { catalogue } from '../kernel/refusal.ts'
import { SETTINGS_NAME } from './tick-settings.ts'

/** How the clock refuses to pick up what the bank's courier programme dropped. */
export const CLOCK_REFUSALS = catalogue({
  'jobs.returns-folder-unread': (path: string, why: string) => ({
    message: `设置「returns.folder」所指的文件夹「${path}」${why}。`,
    remedy: `请建好这个文件夹(或查明磁盘是否挂上、权限是否给了运行调度的系统用户),或更正 HUIMIN_HOME/${SETTINGS_NAME} 中的 returns.folder;下次轮询会再收取。`,
  }),
  'returns.no-run-in-name': (name: string) => ({
    message: `回盘文件名「${name}」里没有批次号。`,
    remedy: '请让文件名带上批次号(例如 371302-202607-R1),或用 huimin returns import 文件 --run 批次号 导入。',
  }),
})
