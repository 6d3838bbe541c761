// A worker in a process of its own, to be killed: node worker-child.mjs DIST URL HOME
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

const [dist, url, home] = process.argv.slice(2)
const load = (path) => import(pathToFileURL(join(dist, 'src', path)).href)
const { connectTo } = await load('db/connect.js')
const { Cipher } = await load('db/cipher.js')
const { loadKeyring } = await load('db/keys.js')
const { work } = await load('app/calculate/worker.js')

const database = connectTo(url, true)
const now = () => '2026-07-05T01:00:00.000Z'
const context = { home, database, cipher: new Cipher(loadKeyring(home)), actor: '经办甲', now, progress: () => {} }
await work(context, { chunkSize: 1 })
await database.close()
