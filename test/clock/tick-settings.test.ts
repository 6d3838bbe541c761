import { readdirSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { JOBS } from '../../jobs/index.ts'
import { lastDueDay } from '../../src/clock/cron.ts'
import { parseTickSettings } from '../../src/clock/tick-settings.ts'
import { Refused } from '../../src/kernel/refusal.ts'

test.each([
  ['0 6 * * *', '2026-07-31T21:59:59.999Z', '2026-07-31'],
  ['0 6 * * *', '2026-07-31T22:00:00.000Z', '2026-08-01'],
  ['*/10 * * * *', '2026-07-31T16:00:00.000Z', '2026-08-01'],
  ['*/10 * * * *', '2026-07-31T15:59:59.999Z', '2026-07-31'],
])('%s was last due, seen from %s, on %s', (schedule, instant, day) => {
  expect(lastDueDay(schedule, instant)).toBe(day)
})

describe('settings', () => {
  test('an empty file has the defaults', () => {
    expect(parseTickSettings('')).toMatchObject({ payroll: { day: 1, deadline: 10 }, returns: null, out: 'out' })
    expect(parseTickSettings('# 示例\npayroll:\n  day: 3\nreturns: {folder: 回盘}\n')).toMatchObject({
      payroll: { day: 3, deadline: 10 },
      returns: { folder: '回盘', settleSeconds: 60 },
    })
  })

  test.each([
    ['payroll:\n  day: 29\n', 2],
    ['payroll:\n  day: 0\n', 2],
    ['out: out\nbackups: {}\n', 2],
    ['payroll:\n  firstMonths:\n    379901: 2026-13\n', 3],
    ['payroll:\n  firstMonths:\n    3799: 2026-07\n', 3],
    ['payroll: [\n', 2],
  ])('%j is refused with its line', (text, line) => {
    const refused = (() => {
      try {
        return parseTickSettings(text)
      } catch (error) {
        return error
      }
    })()
    expect(refused instanceof Refused && refused.problems.map((one) => [one.code, one.line])).toEqual([
      ['jobs.setting-invalid', line],
    ])
  })
})

test('jobs have names of their own and schedules that can be read', () => {
  expect(new Set(JOBS.map(({ name }) => name)).size).toBe(JOBS.length)
  for (const { schedule } of JOBS) expect(lastDueDay(schedule, '2026-07-20T00:00:00.000Z')).toMatch(/^2026-07-\d\d$/)
  const files = readdirSync(new URL('../../jobs', import.meta.url)).filter((name) => name !== 'index.ts')
  expect(files.sort()).toEqual(JOBS.map(({ name }) => `${name}.ts`).sort())
})
