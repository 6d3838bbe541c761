import type { Job } from '../src/app/tick-job.ts'
import { returnPickUpStep } from '../src/app/tick-returns.ts'

export const returnPickUp: Job = {
  name: 'return-pick-up',
  title: '收取回盘文件',
  schedule: '*/10 * * * *',
  step: returnPickUpStep,
}
