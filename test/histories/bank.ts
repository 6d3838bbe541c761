import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** A row of a payment file, as the bank reads it. */
export interface Order {
  readonly no: string
  readonly payee: string
  readonly item: string
  readonly account: string
  readonly fen: bigint
}

/** A row of what the bank returns. */
export interface Answer {
  readonly no: string
  readonly account: string
  readonly fen: bigint
  readonly said: 'paid' | 'failed'
}

/** Reads a 清册 by its headings, as somebody does who knows nothing of the programme that wrote it. */
export function readOrders(path: string): Order[] {
  const rows = readFileSync(path, 'utf8').trimEnd().split('\r\n').map(cellsOf)
  const at = rows.findIndex((row) => row.includes('支付编号'))
  const orders = rows.slice(at + 1, -1).map((row) => {
    const cell = (name: string) => row[rows[at]!.indexOf(name)]!
    return {
      no: cell('支付编号'),
      payee: cell('身份证号'),
      item: cell('补贴项目'),
      account: cell('账号'),
      fen: fenOf(cell('金额')),
    }
  })
  const total = orders.reduce((sum, { fen }) => sum + fen, 0n)
  if (fenOf(rows.at(-1)![rows[at]!.indexOf('金额')]!) !== total) throw new Error(`${path} does not add up`)
  return orders
}

/** Writes what the bank answers; gives the path. */
export function writeAnswers(folder: string, name: string, answers: readonly Answer[]): string {
  const rows = answers.map(({ no, account, fen, said }) => {
    const reason = said === 'failed' ? '户名不符' : ''
    return [no, account, yuanOf(fen), said === 'paid' ? '成功' : '失败', reason].join(',')
  })
  const path = join(folder, `${name}.csv`)
  writeFileSync(path, ['支付编号,账号,金额,结果,原因', ...rows, ''].join('\n'))
  return path
}

function cellsOf(line: string): string[] {
  return [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)].map(([, quoted, plain]) => quoted ?? plain ?? '')
}

function fenOf(yuan: string): bigint {
  if (!/^\d+\.\d\d$/.test(yuan)) throw new Error(`not an amount: ${yuan}`)
  return BigInt(yuan.replace('.', ''))
}

function yuanOf(fen: bigint): string {
  return `${fen / 100n}.${String(fen % 100n).padStart(2, '0')}`
}
