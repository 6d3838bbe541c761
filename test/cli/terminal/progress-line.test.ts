import { describe, expect, test } from 'vitest'
import { expectedHouseholds } from '../../../src/calculation/engine/case-progress.ts'
import { Output } from '../../../src/cli/terminal/output.ts'
import { ProgressLine } from '../../../src/cli/terminal/progress-line.ts'
import { progressText } from '../../../src/cli/terminal/progress-text.ts'

describe('the text of a progress', () => {
  const calculation = { step: '计算', unit: '户', doneBefore: 0 }

  test.each([
    [{ done: 123_000, total: 988_200, seconds: 2.985 }, '计算 123,000 户  41,206 户/秒  还需 21 秒'],
    [{ done: 123_000, seconds: 3 }, '计算 123,000 户  41,000 户/秒'],
    [{ done: 900, total: 988_200, seconds: 0.9 }, '计算 900 户'],
    [{ done: 0, total: 988_200, seconds: 5 }, '计算 0 户'],
    [{ done: 1000, total: 1000, seconds: 5 }, '计算 1,000 户  200 户/秒'],
    [{ done: 1000, total: 900, seconds: 5 }, '计算 1,000 户  200 户/秒'],
    [{ done: 1000, total: 1001, seconds: 5 }, '计算 1,000 户  200 户/秒  还需 1 秒'],
    [{ done: 100, total: 1285, seconds: 10 }, '计算 100 户  10 户/秒  还需 1 分 59 秒'],
    [{ done: 100, total: 1300, seconds: 10 }, '计算 100 户  10 户/秒  还需 2 分 00 秒'],
    [{ done: 100, total: 78_100, seconds: 10 }, '计算 100 户  10 户/秒  还需 2 小时 10 分'],
  ])('%o', (told, text) => {
    expect(progressText({ ...calculation, ...told })).toBe(text)
  })

  test('bytes are told in megabytes', () => {
    const told = {
      step: '读入 家庭.csv',
      unit: 'bytes',
      done: 12_345_678,
      total: 45_000_000,
      doneBefore: 0,
      seconds: 4,
    }
    expect(progressText(told)).toBe('读入 家庭.csv 12.3 MB  3.1 MB/秒  还需 11 秒')
  })

  test('what was done before it was watched is not taken for speed', () => {
    const told = { ...calculation, done: 60_000, total: 70_000, doneBefore: 50_000, seconds: 5 }
    expect(progressText(told)).toBe('计算 60,000 户  2,000 户/秒  还需 5 秒')
  })
})

describe('the line of a progress', () => {
  function line() {
    let text = ''
    let now = 0
    const screen = { write: (more: string) => (text += more), now: () => now }
    const taken = () => {
      const found = text
      text = ''
      return found
    }
    return { shown: new ProgressLine(screen), wait: (ms: number) => (now += ms), taken }
  }
  const CLEAR = '\r\x1b[2K'

  test('is written anew in place, not oftener than a person can read', () => {
    const { shown, wait, taken } = line()
    shown.show('计算', '户', 1000, 5000)
    expect(taken()).toBe(`${CLEAR}计算 1,000 户`)
    wait(50)
    shown.show('计算', '户', 2000, 5000)
    expect(taken()).toBe('')
    wait(1950)
    shown.show('计算', '户', 3000, 5000)
    expect(taken()).toBe(`${CLEAR}计算 3,000 户  1,000 户/秒  还需 2 秒`)
  })

  test('is gone at the end of a step and when something else is said', () => {
    const { shown, wait, taken } = line()
    shown.show('计算', '户', 1000, 2000)
    wait(200)
    shown.show('计算', '户', 2000, 2000)
    expect(taken()).toBe(`${CLEAR}计算 1,000 户${CLEAR}`)
    shown.clear()
    expect(taken()).toBe('')
    shown.show('回盘', '行', 10)
    shown.clear()
    expect(taken()).toBe(`${CLEAR}回盘 10 行${CLEAR}`)
  })

  test('begins a new step at once, with a rate of its own', () => {
    const { shown, wait, taken } = line()
    shown.show('读入', 'bytes', 1e6, 2e6)
    wait(5000)
    shown.show('存入', '行', 500)
    wait(2000)
    shown.show('存入', '行', 700)
    expect(taken()).toBe(`${CLEAR}读入 1.0 MB${CLEAR}存入 500 行${CLEAR}存入 700 行  100 行/秒`)
  })

  test.each([true, false])('nothing is written under --json or without a terminal', (json) => {
    const written: string[] = []
    const { write } = process.stderr
    const { isTTY } = process.stderr
    process.stderr.write = ((text: string) => written.push(text) > 0) as typeof write
    process.stderr.isTTY = json
    try {
      new Output(json).progress('计算', 1000, 5000, '户')
    } finally {
      process.stderr.write = write
      process.stderr.isTTY = isTTY
    }
    expect(written).toEqual([])
  })
})

test.each([
  [1000, 1000, 50_000, 50_000],
  [900, 1000, 50_000, 45_000],
  [44_990, 50_000, 50_000, 44_990],
  [45_100, 51_000, 50_000, 45_100],
  [0, 1000, 50_000, 0],
])('%i households met in %i of %i rows will be %i', (households, passed, all, expected) => {
  expect(expectedHouseholds(households, passed, all)).toBe(expected)
})
