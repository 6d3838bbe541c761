import type { Job } from '../src/clock/tick-job.ts'
import { backupReminder } from './backup-reminder.ts'
import { monthlyPayroll } from './monthly-payroll.ts'
import { nightlyVerification } from './nightly-verification.ts'
import { priceDecision } from './price-decision.ts'
import { reconciliationReport } from './reconciliation-report.ts'
import { returnPickUp } from './return-pick-up.ts'

/** Every scheduled job, in the order in which a tick looks at them. */
export const JOBS: readonly Job[] = [
  returnPickUp,
  monthlyPayroll,
  priceDecision,
  reconciliationReport,
  nightlyVerification,
  backupReminder,
]
