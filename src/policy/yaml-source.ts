import { isAlias, isMap, isScalar, isSeq, LineCounter, type Node, type Pair, parseDocument, type Scalar } from 'yaml'
import type { Problem } from '../kernel/problem.ts'
import { policyError } from './policy-problem.ts'
import { tooDeepLine } from './yaml-depth.ts'
import { yamlFault } from './yaml-faults.ts'

/** A YAML file as plain values (every unquoted number is kept as its text) that knows the line of each of them. */
export interface YamlSource {
  readonly value: unknown
  /** The line of the value at `path`, or of the nearest value around it that exists. */
  lineOf(path: readonly PropertyKey[]): number
  /** Whether the value at `path` was written as a number without quotes. */
  isBareNumber(path: readonly PropertyKey[]): boolean
}

/** Reads YAML 1.2 without anchors, tags or repeated keys. */
export function readYaml(file: string, text: string): YamlSource | Problem[] {
  const deep = tooDeepLine(text)
  if (deep !== null)
    return [policyError('policy.yaml-syntax', { file, line: deep }, '这一行过长或嵌套过深。', SYNTAX_REMEDY)]
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines, uniqueKeys: false, prettyErrors: false })
  const lineAt = (offset: number) => Math.max(1, lines.linePos(offset).line)
  const problems = [...document.errors, ...document.warnings].map((fault) =>
    policyError('policy.yaml-syntax', { file, line: lineAt(fault.pos[0]) }, yamlFault(fault.code), SYNTAX_REMEDY),
  )
  if (problems.length > 0) return problems
  const root = document.contents
  const value = new PlainReader(file, lineAt, problems).read(root)
  if (problems.length > 0) return problems
  return {
    value,
    lineOf: (path) => lineAt(offsetOf(root, path)),
    isBareNumber: (path) => isBareNumber(nodeAt(root, path)),
  }
}

const SYNTAX_REMEDY = '请按 YAML 格式改正这一行(缩进用空格,冒号后空一格,成对的括号和引号)。'

class PlainReader {
  readonly #file: string
  readonly #lineAt: (offset: number) => number
  readonly #problems: Problem[]

  constructor(file: string, lineAt: (offset: number) => number, problems: Problem[]) {
    this.#file = file
    this.#lineAt = lineAt
    this.#problems = problems
  }

  read(node: unknown): unknown {
    if (isScalar(node)) return scalarValue(node)
    if (isSeq(node)) return node.items.map((item) => this.read(item))
    if (isMap(node)) return this.#readMap(node.items)
    if (isAlias(node)) this.#refuse('policy.yaml-syntax', node, '使用了 YAML 引用(*)', '请把值直接写出来。')
    return null
  }

  #readMap(pairs: readonly Pair[]): Record<string, unknown> {
    const map: Record<string, unknown> = {}
    for (const { key, value } of pairs) {
      const name = keyText(key)
      if (name === null || name === '__proto__')
        this.#refuse('policy.yaml-syntax', key as Node, '键不是简单的文字', '请把键写成一个词。')
      else if (Object.hasOwn(map, name))
        this.#refuse('policy.duplicate-key', key as Node, `键「${name}」写了两次`, '请只保留一处。')
      else map[name] = this.read(value)
    }
    return map
  }

  #refuse(code: 'policy.yaml-syntax' | 'policy.duplicate-key', node: Node, message: string, remedy: string): void {
    const line = this.#lineAt(node.range?.[0] ?? 0)
    this.#problems.push(policyError(code, { file: this.#file, line }, `${message}。`, remedy))
  }
}

function scalarValue(node: Scalar): unknown {
  return isBareNumber(node) ? node.source : node.value
}

function isBareNumber(node: unknown): boolean {
  return isScalar(node) && (typeof node.value === 'number' || typeof node.value === 'bigint')
}

/** A key as it was written, so that `1:` and `"1":` are the same key. */
function keyText(key: unknown): string | null {
  if (!isScalar(key)) return null
  return typeof key.value === 'string' ? key.value : (key.source ?? '')
}

function childOf(node: unknown, step: PropertyKey): { readonly key: unknown; readonly node: unknown } | null {
  if (isMap(node)) {
    const pair = node.items.find(({ key }) => keyText(key) === String(step))
    return pair ? { key: pair.key, node: pair.value } : null
  }
  const item = isSeq(node) ? node.items[Number(step)] : undefined
  return item === undefined ? null : { key: item, node: item }
}

function nodeAt(root: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>((node, step) => childOf(node, step)?.node ?? null, root)
}

/** Where the key (or the list item) at `path` begins; where the path ends early, what it reached last. */
function offsetOf(root: unknown, path: readonly PropertyKey[]): number {
  let offset = (root as Node | null)?.range?.[0] ?? 0
  let node = root
  for (const step of path) {
    const child = childOf(node, step)
    if (!child) break
    offset = (child.key as Node | null)?.range?.[0] ?? offset
    node = child.node
  }
  return offset
}
