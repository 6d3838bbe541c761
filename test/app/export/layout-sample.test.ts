import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { showSample } from '../../../src/app/export/layout-sample.ts'
import { Refused } from '../../../src/kernel/refusal.ts'
import { layoutText } from '../../../src/layout/layout.store.ts'

const folder = mkdtempSync(join(tmpdir(), 'huimin-layout-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function fileOf(name: string, bytes: string | Buffer): string {
  const path = join(folder, name)
  writeFileSync(path, bytes)
  return path
}

async function codeOf(work: Promise<unknown>): Promise<string> {
  const error = await work.then(
    () => null,
    (thrown: unknown) => thrown,
  )
  expect(error).toBeInstanceOf(Refused)
  return (error as Refused).problems[0]!.code
}

test('the sample is shown as it stands in the file, and can be kept', async () => {
  const out = join(folder, '样本.txt')
  const shown = await showSample('bank-tab', { out })
  expect(readFileSync(out)).toEqual(shown.bytes)
  expect(shown.text!.split('\r\n')[0]).toBe(
    'R99990126070100000014\t示例甲\t999901195001011015\t6217000000000000010\t1345.80\t城市低保',
  )
  expect(await codeOf(showSample('bank-tab', { out }))).toBe('layout.file-exists')
  expect(readFileSync(out)).toEqual(shown.bytes)
})

test('the return to it says what was paid and why the rest was not', async () => {
  const { text } = await showSample('yibentong', { returned: true })
  const lines = text!.split('\r\n')
  expect(lines[0]).toBe('支付编号,账号,金额,结果,原因')
  expect(lines[1]).toBe('R99990126070100000014,6217000000000000010,1345.80,成功,')
  expect(lines[3]).toBe('R99990126070100000039,6217000000000000012,0.01,失败,姓名或证件号不符')
  expect(lines[11]).toBe('合计,10笔,7309.76,,')
})

test.each([
  ['no such layout', () => join(folder, '没有.yaml'), 'layout.unknown'],
  ['a file that is not UTF-8', () => fileOf('乱.yaml', Buffer.from([0xb0, 0xe6, 0xca, 0xbd])), 'layout.unreadable'],
  ['a file that is not YAML', () => fileOf('括号.yaml', 'layout: [\n'), 'layout.yaml-syntax'],
  ['a key twice', () => fileOf('两次.yaml', `${layoutText('bank-tab')}title: 又一次\n`), 'layout.duplicate-key'],
  ['a mistake', () => fileOf('错.yaml', layoutText('bank-tab').replace('crlf', 'crcr')), 'layout.invalid'],
  [
    'a heading wider than its record',
    () =>
      fileOf('窄.yaml', layoutText('bank-fixed').replace('text: "{batch}", width: 24', 'text: "{batch}", width: 4')),
    'layout.heading',
  ],
  [
    'a return too narrow for its own words',
    () => fileOf('窄回盘.yaml', layoutText('bank-fixed').replace('field: result, width: 2', 'field: result, width: 1')),
    'layout.return',
  ],
])('%s is refused', async (_, pathOf, code) => {
  expect(await codeOf(showSample(pathOf(), { returned: true }))).toBe(code)
})
