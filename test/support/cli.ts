import { type ChildProcess, spawn } from 'node:child_process'
import { join } from 'node:path'
import { packageRoot } from '../../src/db/package-root.ts'

export interface Ended {
  readonly code: number | null
  readonly out: string
  readonly err: string
}

const MAIN = 'dist/src/cli/main.js'

/** Starts `huimin` as it is built in `root` with these arguments; `environment` is added to a clean one. */
export function startHuimin(
  args: readonly string[],
  environment: Record<string, string>,
  root = packageRoot,
): ChildProcess {
  return spawn(process.execPath, [join(root, MAIN), ...args], {
    env: { PATH: process.env.PATH, TZ: 'UTC', ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
}

/** Runs the built `huimin` to its end. */
export async function huimin(
  args: readonly string[],
  environment: Record<string, string>,
  root = packageRoot,
): Promise<Ended> {
  const child = startHuimin(args, environment, root)
  let out = ''
  let err = ''
  child.stdout?.setEncoding('utf8').on('data', (text) => (out += text))
  child.stderr?.setEncoding('utf8').on('data', (text) => (err += text))
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve))
  return { code, out, err }
}
