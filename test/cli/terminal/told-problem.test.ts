import { afterEach, expect, test, vi } from 'vitest'
import { Output } from '../../../src/cli/terminal/output.ts'
import { madeUpId } from '../../support/registry.ts'

const ID = madeUpId(17, '1961-04-05', '379901')
const SHOWN = `3799**********${ID.slice(-4)}`
const PAYMENT = 'R37130226079900000017'
const SHA256 = `0123456789012345678${'ab9'.repeat(15)}`
const problem = {
  code: 'run.unknown',
  severity: 'error',
  file: `${ID}.csv`,
  value: ID,
  line: 2,
  message: `没有批次「${ID}」,支付编号 ${PAYMENT}。`,
  remedy: `请核对 sha256 ${SHA256}。`,
} as const

afterEach(() => vi.restoreAllMocks())

/** What is printed on a stream while something is done. */
function printedOn(stream: 'stdout' | 'stderr', work: () => void): string {
  let printed = ''
  vi.spyOn(process[stream], 'write').mockImplementation((text) => {
    printed += text
    return true
  })
  work()
  return printed
}

test('what was typed is told with its long numbers hidden; numbers of payments and of files stay whole', () => {
  const told = printedOn('stderr', () => new Output(false).problems([problem]))
  expect(told).toContain(`${SHOWN}.csv 第2行:没有批次「${SHOWN}」,支付编号 ${PAYMENT}。请核对 sha256 ${SHA256}。`)
})

test('the same for a programme that reads it', () => {
  const told = printedOn('stdout', () => new Output(true).problems([problem]))
  expect(told).not.toContain(ID)
  expect(JSON.parse(told).problems[0]).toMatchObject({ value: SHOWN, line: 2, file: `${SHOWN}.csv` })
})

test('a value that the sentence does not say stands beside the place', () => {
  const other = { ...problem, file: '家庭.csv', column: '城乡类别', value: '县城', message: '不在允许的取值内。' }
  const told = printedOn('stderr', () => new Output(false).problems([other]))
  expect(told).toContain('家庭.csv 第2行「城乡类别」(值「县城」):不在允许的取值内。')
})
