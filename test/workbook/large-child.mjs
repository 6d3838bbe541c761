// Writes a workbook of as many rows as asked and reads it again, in a process whose memory is bounded from outside.
import { createWriteStream } from 'node:fs'
import { pipeline } from 'node:stream/promises'

const [, , dist, path, rows] = process.argv
const { writeWorkbook } = await import(`${dist}/src/workbook/write-workbook.js`)
const { Workbook } = await import(`${dist}/src/workbook/workbook.store.js`)

const BATCH = 500
const columns = Array.from({ length: 15 }, (_, i) => ({ title: `列${i}`, kind: i < 13 ? 'text' : 'money' }))
const cell = (row, column) => (column < 13 ? `示例${row}之${column}` : `${row}.05`)

function* made() {
  for (let at = 0; at < rows; at += BATCH)
    yield Array.from({ length: BATCH }, (_, i) => columns.map((_, column) => cell(at + i, column)))
}

await pipeline(writeWorkbook([{ name: '明细', columns, rows: made() }]), createWriteStream(path))
const workbook = await Workbook.open(path)
let read = 0
for await (const { rows: some } of workbook.read(workbook.sheets[0])) read += some.length
workbook.close()
process.stdout.write(JSON.stringify({ read, peakMiB: Math.round(process.resourceUsage().maxRSS / 1024) }))
