import type { Job } from '../src/clock/tick-job.ts'
import { priceStep } from '../src/clock/tick-price.ts'

export const priceDecision: Job = {
  name: 'price-decision',
  title: '价格补贴启动判定',
  schedule: '30 6 * * *',
  step: priceStep,
}
