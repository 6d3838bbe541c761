import { createInterface } from 'node:readline'
import { Writable } from 'node:stream'

/** The first line of standard input, for a password; on a terminal it asks, and does not show what is typed. */
export async function secretLine(question: string): Promise<string> {
  const terminal = process.stdin.isTTY === true
  if (terminal) process.stderr.write(question)
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() })
  const lines = createInterface({ input: process.stdin, output: silent, terminal })
  try {
    for await (const line of lines) return line
    return ''
  } finally {
    lines.close()
    if (terminal) process.stderr.write('\n')
  }
}
