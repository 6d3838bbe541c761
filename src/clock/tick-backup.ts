import { lastBackup } from '../admin/backup/backup-age.store.ts'
import { NO_COUNTY } from '../db/audit.store.ts'
import type { Problem } from '../kernel/problem.ts'
import type { JobStep } from './tick-job.ts'

/** Says every day how old the last backup is, and shouts when it is older than the setting allows. */
export const backupReminderStep: JobStep = {
  due: async (_tick, { firedOn }) => [{ county: NO_COUNTY, key: firedOn, dueOn: firedOn }],
  async run({ context, settings, today }) {
    const last = await lastBackup(context.database.sql, today)
    if (!last) return { said: '还没有备份', problems: [reminder('数据库还没有备份过')] }
    const said = `最近一次备份在 ${last.on},距今 ${last.ageDays} 天`
    return { said, problems: last.ageDays > settings.backup.maxAgeDays ? [reminder(said)] : [] }
  },
}

function reminder(message: string): Problem {
  return {
    code: 'backup.too-old',
    severity: 'warning',
    message: `!!${message}。`,
    remedy: '请执行 huimin db backup 文件名,把文件和密钥(keys.json)分别存到别的机器上。',
  }
}
