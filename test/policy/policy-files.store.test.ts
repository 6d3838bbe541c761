import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { checkPolicies } from '../../src/app/policy/policy-check.ts'
import { packageRoot } from '../../src/db/package-root.ts'
import { PARAMETERS } from '../../src/policy/parameter-definitions.ts'
import { readPolicyFiles } from '../../src/policy/policy-files.store.ts'
import { sampleYaml, setting } from './sample.ts'

const folder = mkdtempSync(join(tmpdir(), 'policy-files-'))
afterAll(() => rmSync(folder, { recursive: true }))

const YAML = sampleYaml({ sets: [setting('dibao.method', 'tiers')] })
let made = 0

function fileOf(content: string | Buffer): string {
  const path = join(folder, `示例${made++}.yaml`)
  writeFileSync(path, content)
  return path
}

it.each([
  ['plain UTF-8', YAML],
  ['a byte order mark', `\uFEFF${YAML}`],
  ['CRLF line ends', YAML.replaceAll('\n', '\r\n')],
])('reads a file of %s', (_, content) => {
  const { read, problems } = readPolicyFiles([fileOf(content)])
  expect(problems).toEqual([])
  expect(read[0]?.document.sets).toMatchObject([{ parameter: 'dibao.method', value: 'tiers', line: 9 }])
  expect(Buffer.from(read[0]!.file.yaml)).toEqual(Buffer.from(content))
})

it.each([
  ['GBK', Buffer.from([...Buffer.from('document: '), 0xca, 0xbe, 0xc0, 0xfd, 0x0a])],
  ['UTF-16', Buffer.from(YAML, 'utf16le')],
  ['a character cut in two', Buffer.from(YAML).subarray(0, Buffer.from(YAML.split('〔')[0]!).length + 1)],
  ['a NUL', `${YAML}\0`],
  ['more than a mebibyte', `${YAML}#${' '.repeat(1 << 20)}`],
])('refuses a file of %s', (_, content) => {
  const path = fileOf(content)
  const { read, problems } = readPolicyFiles([path])
  expect(read).toEqual([])
  expect(problems).toMatchObject([{ code: 'policy.encoding', file: path, line: 1 }])
})

it('reads the YAML files of a folder and nothing else, and no file twice', () => {
  const inside = join(folder, 'policies')
  mkdirSync(join(inside, 'deeper.yaml'), { recursive: true })
  for (const [no, name] of ['b.yaml', 'a.yml', 'c.txt', 'd.yaml.bak'].entries())
    writeFileSync(join(inside, name), YAML.replace('1号', `${no}号`))
  const { read } = readPolicyFiles([inside, join(inside, 'b.yaml')])
  expect(read.map(({ file }) => file.fileName)).toEqual(['a.yml', 'b.yaml'])
})

it('says when a path does not exist or a folder holds no document', () => {
  const empty = join(folder, 'empty')
  mkdirSync(empty)
  expect(() => readPolicyFiles([join(folder, 'nowhere')])).toThrow(/找不到.*nowhere/)
  expect(() => readPolicyFiles([empty])).toThrow(/没有政策文件/)
})

it('checks the good files together although another is bad', () => {
  const bad = fileOf(YAML.replace('tiers', 'tier'))
  const [one, two] = [fileOf(YAML), fileOf(YAML.replace('1号', '2号'))]
  const { documents, values, problems } = checkPolicies([bad, one, two])
  expect({ documents: documents.length, values }).toEqual({ documents: 2, values: 2 })
  expect(problems.map(({ code, file }) => `${code} ${file}`)).toEqual([
    `policy.wrong-shape ${bad}`,
    `policy.tie ${two}`,
  ])
})

it('reads the invented document that shows how one is written', () => {
  const path = join(packageRoot, 'fixtures/policy/2099-01-05-示例民发〔2099〕1号.yaml')
  const { documents, values, problems } = checkPolicies([path])
  expect(problems).toEqual([])
  expect({ documents, values }).toEqual({ documents: ['示例民发〔2099〕1号'], values: Object.keys(PARAMETERS).length })
})
