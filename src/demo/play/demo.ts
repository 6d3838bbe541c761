import type { Context } from '../../access/context.ts'
import { openContext } from '../../access/open-context.ts'
import { isMonth } from '../../kernel/month.ts'
import { Refused } from '../../kernel/refusal.ts'
import { DEMO_REFUSALS } from '../refusals.ts'
import { EXAMPLE_FIRST_MONTH } from '../world/example-county.ts'
import { type DemoFolder, prepareDemoFolder } from './demo-folder.ts'
import { type DemoMonth, playMonth } from './demo-month.ts'
import type { DemoOptions } from './demo-options.ts'
import { writeRegistryFiles } from './demo-registry-files.ts'
import { type DemoListener, DemoSteps } from './demo-steps.ts'

export interface DemoResult extends DemoMonth {
  readonly options: DemoOptions
  readonly folder: DemoFolder
  readonly seconds: number
}

const MOST_HOUSEHOLDS = 2_000_000

/**
 * Plays a made-up county's whole month, from registry files to a reconciled bank file, on an embedded database of its own
 * under `out`; neither `HUIMIN_HOME` nor `DATABASE_URL` is touched.
 */
export async function runDemo(options: DemoOptions, listener: DemoListener): Promise<DemoResult> {
  refuseUnfit(options)
  const steps = new DemoSteps(listener)
  const folder = await prepareDemoFolder(options.out)
  const [written, context] = await steps.take(
    '编造登记资料,建立示例数据库',
    () => bothOrNeither(writeRegistryFiles(folder.registry, options), openDemo(folder, listener)),
    ([files]) => `${files.length} 个文件,${figure(files.reduce((sum, { rows }) => sum + rows, 0))} 行;${folder.home}`,
  )
  try {
    const month = await playMonth(context, { steps, folder, written, options })
    return { ...month, options, folder, seconds: steps.seconds }
  } finally {
    await context.database.close()
  }
}

/** Waits for both; when the files fail, the database that was opened meanwhile is let go of. */
async function bothOrNeither<T>(writing: Promise<T>, opening: Promise<Context>): Promise<[T, Context]> {
  const [written, opened] = await Promise.allSettled([writing, opening])
  if (opened.status === 'rejected') throw opened.reason
  if (written.status === 'fulfilled') return [written.value, opened.value]
  await opened.value.database.close()
  throw written.reason
}

async function openDemo({ home }: DemoFolder, listener: DemoListener): Promise<Context> {
  const context = await openContext({ home, embedded: true, progress: listener.progress })
  listener.opened(context)
  return context
}

function refuseUnfit({ households, month }: DemoOptions): void {
  if (!Number.isSafeInteger(households) || households < 1 || households > MOST_HOUSEHOLDS) {
    throw new Refused(DEMO_REFUSALS['demo.households-invalid'](households, figure(MOST_HOUSEHOLDS)))
  }
  if (isMonth(month) && month >= EXAMPLE_FIRST_MONTH) return
  throw new Refused(DEMO_REFUSALS['demo.month-invalid'](month, EXAMPLE_FIRST_MONTH))
}

function figure(count: number): string {
  return count.toLocaleString('en-US')
}
