import type { Job } from '../src/clock/tick-job.ts'
import { verificationStep } from '../src/clock/tick-verify.ts'

export const nightlyVerification: Job = {
  name: 'nightly-verification',
  title: '夜间核验',
  schedule: '0 2 * * *',
  step: verificationStep,
}
