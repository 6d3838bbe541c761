import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import iconv from 'iconv-lite'
import { afterAll, expect, test } from 'vitest'
import { openReturnFile, returnLines } from '../../src/returns/return-file.store.ts'
import { refusedCodes } from '../support/sent-run.ts'

const folder = mkdtempSync(join(tmpdir(), 'return-file-'))
afterAll(() => rmSync(folder, { recursive: true }))

const TEXT = '支付编号,结果\n一,成功\r\n二,失败'

function written(name: string, content: string | Buffer): string {
  const path = join(folder, name)
  writeFileSync(path, content)
  return path
}

async function lines(path: string): Promise<string[]> {
  const all: string[] = []
  for await (const some of returnLines(await openReturnFile(path, ['utf-8', 'gb18030']))) all.push(...some)
  return all
}

test('the same lines whichever encoding the bank writes in', async () => {
  const expected = await lines(written('utf8.csv', TEXT))
  expect(expected.map((line) => line.trimEnd())).toEqual(['支付编号,结果', '一,成功', '二,失败'])
  expect(await lines(written('gbk.csv', iconv.encode(TEXT, 'gb18030')))).toEqual(expected)
})

test('a file that is not there is refused', async () => {
  expect(await refusedCodes(openReturnFile(join(folder, '没有.csv'), ['utf-8']))).toEqual(['returns.file-missing'])
})
