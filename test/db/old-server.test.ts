import { once } from 'node:events'
import { type AddressInfo, createServer, type Socket } from 'node:net'
import { afterAll, expect, test } from 'vitest'
import { openDatabase } from '../../src/db/connect.ts'
import { codeOf } from '../access/acting.ts'

/** Says to whoever connects, and to whatever he asks, that it is PostgreSQL 14. */
const server = createServer((socket) => {
  socket.on('error', () => {})
  socket.once('data', () => {
    say(socket, 'R', int32(0))
    ready(socket)
    socket.on('data', (asked) => {
      if (asked[0] === 0x51) answer(socket, '140012')
    })
  })
})
afterAll(() => server.close())

test('a server that is too old is refused before anything is asked of it', async () => {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const url = `postgres://huimin:huimin@127.0.0.1:${(server.address() as AddressInfo).port}/huimin`
  expect(await codeOf(openDatabase({ home: '', url }))).toBe('database.too-old')
})

function answer(socket: Socket, value: string): void {
  const column = [text('version'), int32(0), int16(0), int32(23), int16(4), int32(-1), int16(0)]
  say(socket, 'T', int16(1), ...column)
  say(socket, 'D', int16(1), int32(value.length), Buffer.from(value))
  say(socket, 'C', text('SELECT 1'))
  ready(socket)
}

function ready(socket: Socket): void {
  say(socket, 'Z', Buffer.from('I'))
}

function say(socket: Socket, type: string, ...parts: readonly Buffer[]): void {
  const body = Buffer.concat(parts)
  socket.write(Buffer.concat([Buffer.from(type), int32(body.length + 4), body]))
}

function text(words: string): Buffer {
  return Buffer.from(`${words}\0`)
}

function int32(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeInt32BE(value)
  return bytes
}

function int16(value: number): Buffer {
  const bytes = Buffer.alloc(2)
  bytes.writeInt16BE(value)
  return bytes
}
