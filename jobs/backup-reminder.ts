import { backupReminderStep } from '../src/clock/tick-backup.ts'
import type { Job } from '../src/clock/tick-job.ts'

export const backupReminder: Job = {
  name: 'backup-reminder',
  title: '备份提醒',
  schedule: '0 8 * * *',
  step: backupReminderStep,
}
