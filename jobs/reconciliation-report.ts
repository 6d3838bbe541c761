import type { Job } from '../src/clock/tick-job.ts'
import { reportStep } from '../src/clock/tick-reports.ts'

export const reconciliationReport: Job = {
  name: 'reconciliation-report',
  title: '对账与账龄',
  schedule: '0 1 * * *',
  step: reportStep,
}
