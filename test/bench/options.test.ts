import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { readOptions, SIZES, USAGE } from '../../bench/options.ts'
import { packageRoot } from '../../src/db/package-root.ts'

const sizesOf = (...args: string[]) => {
  const options = readOptions(args)
  return typeof options === 'object' && 'sizes' in options ? options.sizes : options
}

describe('the options of the bench', () => {
  test.each([
    [[], [SIZES.county]],
    [['--city'], [200_000]],
    [
      ['--county', '--city', '--province'],
      [20_000, 200_000, 1_000_000],
    ],
    [
      ['--county', '5000', '--city'],
      [5000, 200_000],
    ],
    [['--county=5000'], [5000]],
    [['--city', '--repeat', '1'], [200_000]],
    [
      ['--households', '1000,2000'],
      [1000, 2000],
    ],
  ])('%j measures %j households', (args, sizes) => {
    expect(sizesOf(...args)).toEqual(sizes)
  })

  test('what is not said is as the usage tells', () => {
    expect(readOptions([])).toEqual({
      sizes: [20_000],
      repeat: 3,
      seed: 20_260_701,
      workers: 1,
      mostIntake: 20_000,
      mostArrears: 20_000,
      histories: [],
    })
    expect(readOptions(['--arrears', '0'])).toMatchObject({ mostArrears: 0 })
  })

  test('help is asked for', () => {
    expect(readOptions(['--help'])).toBe('help')
  })

  test.each([
    [['--repetitions', '5'], "Unknown option '--repetitions'"],
    [['20000'], "Unexpected argument '20000'"],
    [['--repeat'], "Option '--repeat <value>' argument missing"],
    [['--repeat', '0'], '--repeat must be a whole number above zero, not "0"'],
    [['--city', 'big'], '--households must be a whole number above zero, not "big"'],
    [['--households', '1000,'], '--households must be a whole number above zero, not ""'],
    [['--workers', '65'], expect.stringMatching(/^--workers is at most \d+/)],
    [['--help=yes'], expect.stringContaining("'--help' does not take an argument")],
  ])('%j is refused in one sentence', (args, wrong) => {
    expect(readOptions(args)).toEqual({ wrong })
  })
})

const built = join(packageRoot, 'dist', 'bench', 'main.js')

describe('the command', () => {
  test('ends with 2, a sentence and the usage on standard error, no stack', () => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [built, '--repetitions', '5'], { encoding: 'utf8' })
    expect({ status, stdout, stderr }).toEqual({
      status: 2,
      stdout: '',
      stderr: `Unknown option '--repetitions'\n\n${USAGE}\n`,
    })
  })

  test('tells its options', () => {
    const { status, stdout } = spawnSync(process.execPath, [built, '--help'], { encoding: 'utf8' })
    expect({ status, stdout }).toEqual({ status: 0, stdout: `${USAGE}\n` })
  })
})
