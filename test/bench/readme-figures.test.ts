import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { readResults, withFigures } from '../../bench/readme-figures.ts'
import { packageRoot } from '../../src/db/package-root.ts'

const readme = readFileSync(join(packageRoot, 'README.md'), 'utf8')
const results = readResults()
const [first] = results.runs

describe('the figures of the README', () => {
  test('are those of bench/results.json', () => {
    expect(withFigures(readme, results)).toBe(readme)
  })

  test('name the machine', () => {
    expect(readme.includes(`Measured on ${results.machine}, Node.js ${results.node}`)).toBe(true)
  })

  test('would be seen to be others', () => {
    const calculate = { ...first!.calculate, ratioToSql: first!.calculate.ratioToSql + 1 }
    expect(withFigures(readme, { ...results, runs: [{ ...first!, calculate }] })).not.toBe(readme)
  })

  test('need their marks', () => {
    expect(() => withFigures('# huimin', results)).toThrow('README.md lacks')
  })
})

describe('bench/results.json', () => {
  test('has the shape that other programs rely on', () => {
    expect(Object.keys(results)).toEqual(['machine', 'node', 'postgres', 'seed', 'runs'])
    for (const run of results.runs) {
      expect(keysOf(run)).toEqual({
        households: 'number',
        persons: 'number',
        lines: 'number',
        intake: { rowsPerSecond: 'number' },
        calculate: {
          seconds: 'number',
          householdsPerSecond: 'number',
          ratioToSql: 'number',
          ratioToCopyFloor: 'number',
          workers: 'number',
          peakRssMiB: 'number',
        },
        export: { paymentsPerSecond: 'number' },
        returns: { rowsPerSecond: 'number' },
        reconcile: { seconds: 'number' },
        monthSeconds: 'number',
        sqlDifferences: 'number',
      })
    }
  })

  test('the SQL and the rules gave the same lines', () => {
    expect(results.runs.map(({ sqlDifferences }) => sqlDifferences)).toEqual(results.runs.map(() => 0))
  })
})

function keysOf(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return typeof value
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, keysOf(one)]))
}
