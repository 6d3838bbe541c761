// One step of the month in a process of its own, to be killed: node child-step.mjs DIST. It says `loaded`, takes one line of
// JSON (url, home, actor, step, run, out), connects, says `ready`, and begins at `go`.
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { pathToFileURL } from 'node:url'

const load = (path) => import(pathToFileURL(join(process.argv[2], 'src', path)).href)
const { connectTo } = await load('db/connect.js')
const { Cipher } = await load('db/cipher.js')
const { loadKeyring } = await load('db/keys.js')
const { calculateRun } = await load('app/calculate/calculate-run.js')
const { exportRun } = await load('app/export/export-run.js')

const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]()
process.stdout.write('loaded\n')
const { url, home, actor, step, run, out } = JSON.parse((await lines.next()).value)
const database = connectTo(url, true)
const now = () => '2026-07-08T01:00:00.000Z'
const context = { home, database, cipher: new Cipher(loadKeyring(home)), actor, now, progress: () => {} }
await database.pool.query('SELECT 1')
process.stdout.write('ready\n')
await lines.next()
if (step === 'calculate') await calculateRun(context, run, { chunkSize: 1 })
else await exportRun(context, run, { out })
await database.close()
process.stdout.write('done\n')
process.exit(0)
