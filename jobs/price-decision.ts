import type { Job } from '../src/app/tick-job.ts'
import { priceStep } from '../src/app/tick-price.ts'

export const priceDecision: Job = {
  name: 'price-decision',
  title: '价格补贴启动判定',
  schedule: '30 6 * * *',
  step: priceStep,
}
