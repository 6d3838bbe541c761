import { access } from 'node:fs/promises'
import { join, parse } from 'node:path'
import { StagedFile, sha256Of } from './staged-file.store.ts'

const MOST_VERSIONS = 10_000

/**
 * Publishes a report whole or not at all. A report of the same name is never overwritten: equal bytes stay as they are,
 * different ones go to `name.2.csv`, `name.3.csv`, … so that what somebody has printed can still be found. Gives the
 * path at which the report stands.
 */
export async function publishReport(
  folder: string,
  name: string,
  lines: AsyncIterable<string | Uint8Array> | Iterable<string | Uint8Array>,
): Promise<string> {
  const staged = await StagedFile.create(folder, name)
  try {
    for await (const text of lines) await staged.write(typeof text === 'string' ? Buffer.from(text) : text)
    const hashes = await staged.finish()
    const version = await freeVersion(folder, name, hashes.sha256)
    await staged.publish(version, hashes)
    return join(folder, version)
  } finally {
    await staged.discard()
  }
}

async function freeVersion(folder: string, name: string, sha256: string): Promise<string> {
  const { name: stem, ext } = parse(name)
  for (let version = 1; version < MOST_VERSIONS; version++) {
    const candidate = version === 1 ? name : `${stem}.${version}${ext}`
    const path = join(folder, candidate)
    const exists = await access(path).then(
      () => true,
      () => false,
    )
    if (!exists || (await sha256Of(path)).sha256 === sha256) return candidate
  }
  throw new Error(`${name} has ${MOST_VERSIONS} versions in ${folder}`)
}
