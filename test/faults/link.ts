import { createConnection, createServer, type Server, type Socket } from 'node:net'
import { FrontendMessages } from './frontend-messages.ts'

/**
 * What becomes of a statement on its way: it passes; its connection breaks before it (`cut`) or after the server carried
 * it out (`lose-reply`); whoever sent it is killed before it, all connections at once (`kill`); or the link falls silent
 * (`hole`): nobody hears anything any more and no connection ends.
 */
export type Fate = 'pass' | 'cut' | 'lose-reply' | 'kill' | 'hole'

/** A statement in the order in which the server would see it, from 1. */
export interface Statement {
  readonly no: number
  readonly text: string
}

/** A link to the database server on which faults happen where a test says so. */
export class Link {
  readonly url: string
  readonly #server: Server
  readonly #sockets = new Set<Socket>()
  #state: 'up' | 'killed' | 'silent' = 'up'
  /** How many statements have come so far. */
  statements = 0
  fate: (statement: Statement) => Fate = () => 'pass'

  private constructor(server: Server, url: string) {
    this.#server = server
    this.url = url
  }

  /** A link to the database at this address, with an address of its own. */
  static async open(to: string): Promise<Link> {
    const target = new URL(to)
    const server = createServer()
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const own = new URL(to)
    own.port = String((server.address() as { port: number }).port)
    const link = new Link(server, own.href)
    server.on('connection', (client) => link.#join(client, Number(target.port), target.hostname))
    return link
  }

  get killed(): boolean {
    return this.#state === 'killed'
  }

  /** As `kill -9` of the process looks to the server. */
  kill(): void {
    this.#state = 'killed'
    for (const socket of this.#sockets) socket.destroy()
  }

  /** The link carries nothing any more, though nobody hangs up. */
  silence(): void {
    this.#state = 'silent'
  }

  async close(): Promise<void> {
    this.kill()
    await new Promise((resolve) => this.#server.close(resolve))
  }

  #join(client: Socket, port: number, host: string): void {
    const server = createConnection({ port, host })
    let deaf = false
    for (const [one, other] of [
      [client, server],
      [server, client],
    ] as const) {
      this.#sockets.add(one)
      one.on('error', () => {})
      one.on('close', () => {
        this.#sockets.delete(one)
        if (this.#state !== 'silent') other.destroy()
      })
    }
    if (this.#state === 'killed') client.destroy()
    server.on('data', (bytes) => {
      if (deaf) client.destroy()
      else if (this.#state === 'up') client.write(bytes)
    })
    const messages = new FrontendMessages()
    client.on('data', (bytes) => {
      for (const { bytes: message, ends, text } of messages.push(bytes as Buffer)) {
        const fate = ends ? this.#meet(text) : 'pass'
        if (fate === 'cut') client.destroy()
        if (this.#state !== 'up' || client.destroyed) return
        if (fate === 'lose-reply') deaf = true
        server.write(message)
      }
    })
  }

  #meet(text: string): Fate {
    if (this.#state !== 'up') return 'pass'
    this.statements++
    const fate = this.fate({ no: this.statements, text })
    if (fate === 'kill') this.kill()
    if (fate === 'hole') this.silence()
    return fate
  }
}
