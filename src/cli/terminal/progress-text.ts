/** What a step has come to at an instant, in the unit that it counts. */
export interface StepProgress {
  /** What the step is called on the screen. */
  readonly step: string
  /** A word that follows the count, or `bytes`, which are told in megabytes. */
  readonly unit: string
  readonly done: number
  /** How much there is to do; undefined where nobody knows. */
  readonly total?: number | undefined
  /** What was done when it began to be watched, for a step that goes on from earlier work. */
  readonly doneBefore: number
  /** Since it began to be watched. */
  readonly seconds: number
}

/** A rate from less than this is a guess. */
const RATE_AFTER_SECONDS = 1

/** `计算 123,000 户  41,200 户/秒  还需 21 秒`: the rate once there is one, the rest where the end is known. */
export function progressText(progress: StepProgress): string {
  const { step, unit, done, total, doneBefore, seconds } = progress
  const parts = [`${step} ${amount(done, unit)}`]
  const rate = seconds < RATE_AFTER_SECONDS ? 0 : (done - doneBefore) / seconds
  if (rate > 0) parts.push(`${amount(rate, unit)}/秒`)
  if (rate > 0 && total !== undefined && total > done) parts.push(`还需 ${duration((total - done) / rate)}`)
  return parts.join('  ')
}

function amount(count: number, unit: string): string {
  if (unit === 'bytes') return `${(count / 1e6).toFixed(1)} MB`
  return `${Math.round(count).toLocaleString('en-US')} ${unit}`
}

/** Rounded up, so that nothing is promised too early: `21 秒`, `3 分 05 秒`, `2 小时 10 分`. */
function duration(seconds: number): string {
  const whole = Math.ceil(seconds)
  if (whole < 60) return `${whole} 秒`
  if (whole < 3600) return `${Math.floor(whole / 60)} 分 ${two(whole % 60)} 秒`
  const minutes = Math.ceil(whole / 60)
  return `${Math.floor(minutes / 60)} 小时 ${two(minutes % 60)} 分`
}

function two(count: number): string {
  return String(count).padStart(2, '0')
}
