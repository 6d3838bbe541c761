import type { Job } from '../src/clock/tick-job.ts'
import { payrollStep } from '../src/clock/tick-payroll.ts'

export const monthlyPayroll: Job = {
  name: 'monthly-payroll',
  title: '按月开立并计算',
  schedule: '0 6 * * *',
  step: payrollStep,
}
