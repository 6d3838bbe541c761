import type { Job } from '../src/app/tick-job.ts'
import { reportStep } from '../src/app/tick-reports.ts'

export const reconciliationReport: Job = {
  name: 'reconciliation-report',
  title: '对账与账龄',
  schedule: '0 1 * * *',
  step: reportStep,
}
