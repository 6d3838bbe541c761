import { Writable } from 'node:stream'
import pino, { type Logger } from 'pino'
import { withoutPersonalNumbers } from '../kernel/masked-text.ts'

/**
 * The log of what runs unattended: one JSON document a line, with row numbers and never records. Whatever gets into it
 * all the same passes a last line that hides what could be an ID or account number.
 */
export function serviceLog(to: NodeJS.WritableStream = process.stderr): Logger {
  const options = { base: { pid: process.pid }, timestamp: pino.stdTimeFunctions.isoTime }
  return pino(options, scrubbing(to))
}

function scrubbing(to: NodeJS.WritableStream): Writable {
  return new Writable({
    decodeStrings: false,
    write(line, _encoding, done) {
      to.write(withoutPersonalNumbers(String(line)))
      done()
    },
  })
}
