import type { Job } from '../src/clock/tick-job.ts'
import { returnPickUpStep } from '../src/clock/tick-returns.ts'

export const returnPickUp: Job = {
  name: 'return-pick-up',
  title: '收取回盘文件',
  schedule: '*/10 * * * *',
  step: returnPickUpStep,
}
