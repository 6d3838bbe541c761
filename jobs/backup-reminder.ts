import { backupReminderStep } from '../src/app/tick-backup.ts'
import type { Job } from '../src/app/tick-job.ts'

export const backupReminder: Job = {
  name: 'backup-reminder',
  title: '备份提醒',
  schedule: '0 8 * * *',
  step: backupReminderStep,
}
