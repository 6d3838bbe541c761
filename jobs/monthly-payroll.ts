import type { Job } from '../src/app/tick-job.ts'
import { payrollStep } from '../src/app/tick-payroll.ts'

export const monthlyPayroll: Job = {
  name: 'monthly-payroll',
  title: '按月开立并计算',
  schedule: '0 6 * * *',
  step: payrollStep,
}
