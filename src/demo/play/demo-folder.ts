import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { acquireEmbeddedServer } from '../../db/embedded-server.ts'
import { Refused } from '../../kernel/refusal.ts'
import { DEMO_REFUSALS } from '../refusals.ts'

/** Where a demo keeps what; everything lies under `root`. */
export interface DemoFolder {
  readonly root: string
  /** The demo's own `HUIMIN_HOME`. */
  readonly home: string
  readonly registry: string
  readonly payments: string
  readonly returns: string
  readonly reports: string
  readonly packs: string
}

/** Stands in every folder that a demo made, and nowhere else. */
export const DEMO_MARKER = '.huimin-demo'
const MARKER_TEXT = '本目录由 huimin demo 生成,全部是虚构的示例;再次演示时,演示所建的子目录会被清空。\n'

/**
 * Makes the folder of a demo ready and empty. What an earlier demo left there is removed; a folder with anything else in
 * it that no demo made is refused (`demo.folder-not-ours`).
 */
export async function prepareDemoFolder(out: string): Promise<DemoFolder> {
  const folder = layOut(resolve(out))
  if (!existsSync(join(folder.root, DEMO_MARKER))) refuseOccupied(folder.root)
  else {
    await stopEarlierServer(folder)
    // only what a demo makes: a file that somebody has put beside it stays
    const { root, ...made } = folder
    for (const path of Object.values(made)) rmSync(path, { recursive: true, force: true })
  }
  for (const path of Object.values(folder)) mkdirSync(path, { recursive: true })
  writeFileSync(join(folder.root, DEMO_MARKER), MARKER_TEXT)
  return folder
}

function layOut(root: string): DemoFolder {
  return {
    root,
    home: join(root, '.huimin'),
    registry: join(root, '登记'),
    payments: join(root, '发放'),
    returns: join(root, '回盘'),
    reports: join(root, '对账'),
    packs: join(root, '审计资料包'),
  }
}

function refuseOccupied(root: string): void {
  if (!existsSync(root) || readdirSync(root).length === 0) return
  throw new Refused(DEMO_REFUSALS['demo.folder-not-ours'](root, DEMO_MARKER))
}

/** A demo that was killed may have left its database running. One that another command is using stays, and so does its folder. */
async function stopEarlierServer({ home, root }: DemoFolder): Promise<void> {
  const pidFile = join(home, 'postgres', 'data', 'postmaster.pid')
  if (!existsSync(pidFile)) return
  try {
    await (await acquireEmbeddedServer(home)).release()
  } catch (error) {
    if (!(error instanceof Refused)) throw error // one that cannot start is used by nobody
  }
  if (!existsSync(pidFile)) return
  throw new Refused(DEMO_REFUSALS['demo.folder-in-use'](root))
}
