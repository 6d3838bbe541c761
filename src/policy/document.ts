import { z } from 'zod'
import { isAreaPrefix } from '../kernel/area.ts'
import { isDay } from '../kernel/month.ts'
import type { Problem } from '../kernel/problem.ts'
import { isParameter, PARAMETERS } from './parameter-definitions.ts'
import type { PolicyDocument, PolicySet } from './policy-document.ts'
import { type Place, policyError } from './policy-problem.ts'
import { noParameter } from './refusals.ts'
import { shapeProblems } from './shape-problems.ts'
import { leaf, month, quoted, text, wrong } from './shapes/leaf.ts'
import { readYaml, type YamlSource } from './yaml-source.ts'

const day = leaf((value) =>
  typeof value === 'string' && isDay(value) ? { value } : wrong(`${quoted(value)} 不是日期`, 'policy.day'),
)

const areaPrefix = leaf((value) =>
  typeof value === 'string' && isAreaPrefix(value) ? { value } : wrong(`${quoted(value)} 不是区划代码`, 'policy.area'),
)

const DOCUMENT = z.strictObject({
  document: text,
  title: text,
  issuer: text,
  issued: day,
  area: areaPrefix,
  articles: z.record(z.string(), text),
  sets: z.array(z.unknown()),
})

const SET = z.strictObject({
  parameter: text,
  article: text,
  from: month,
  until: month.optional(),
  value: z.unknown().optional(),
})

/** Reads one document: the checked document, or every problem found in it, each with its line. */
export function readPolicyDocument(
  file: string,
  yaml: string,
): { readonly document: PolicyDocument | null; readonly problems: readonly Problem[] } {
  const source = readYaml(file, yaml)
  if (Array.isArray(source)) return { document: null, problems: source }
  const reader = new DocumentReader(file, source)
  const document = reader.read()
  return { document: reader.problems.length === 0 ? document : null, problems: reader.problems }
}

class DocumentReader {
  readonly problems: Problem[] = []
  readonly #file: string
  readonly #source: YamlSource

  constructor(file: string, source: YamlSource) {
    this.#file = file
    this.#source = source
  }

  read(): PolicyDocument | null {
    const parsed = DOCUMENT.safeParse(this.#source.value, { reportInput: true })
    const bareArea = this.#source.isBareNumber(['area'])
    if (bareArea) this.#refuseBareArea()
    if (!parsed.success) {
      const issues = parsed.error.issues.filter(({ path }) => !(bareArea && path[0] === 'area'))
      this.problems.push(...shapeProblems('文件', issues, (path) => this.#place(path)))
    }
    const { sets, articles } = (this.#source.value ?? {}) as { sets?: unknown; articles?: unknown }
    const known = articles && typeof articles === 'object' ? new Set(Object.keys(articles)) : null
    const read = Array.isArray(sets) ? sets.map((_, i) => this.#readSet(sets[i], i, known)) : []
    if (!parsed.success) return null
    return { ...parsed.data, file: this.#file, sets: read.filter((set) => set !== null) }
  }

  #readSet(raw: unknown, i: number, articles: ReadonlySet<string> | null): PolicySet | null {
    const frame = SET.safeParse(raw, { reportInput: true })
    if (!frame.success) {
      this.problems.push(...shapeProblems(`第 ${i + 1} 个参数值`, frame.error.issues, this.#placeIn(['sets', i])))
      return null
    }
    const { parameter, article, from, until } = frame.data
    const place = this.#place(['sets', i])
    if (articles && !articles.has(article)) this.#refuseArticle(article, parameter, this.#place(['sets', i, 'article']))
    if (until !== undefined && until < from) this.#refuseUntil(parameter, from, until, i)
    if (!isParameter(parameter)) {
      this.#refuseParameter(parameter, this.#place(['sets', i, 'parameter']))
      return null
    }
    if (!Object.hasOwn(raw as object, 'value')) {
      const message = `「${parameter}」缺少 value。`
      this.problems.push(policyError('policy.missing', place, message, '请补上值;要终止这个参数请写 value: null。'))
      return null
    }
    const value = this.#readValue(parameter, frame.data.value, i)
    return { parameter, article, from, until: until ?? null, value, written: frame.data.value, line: place.line }
  }

  #readValue(parameter: keyof typeof PARAMETERS, written: unknown, i: number): PolicySet['value'] {
    if (written === null) return null
    const reading = PARAMETERS[parameter].shape.safeParse(written, { reportInput: true })
    if (reading.success) return reading.data
    const placeOf = this.#placeIn(['sets', i, 'value'])
    this.problems.push(...shapeProblems(`「${parameter}」`, reading.error.issues, placeOf))
    return null
  }

  #refuseBareArea(): void {
    const message = `area 没有加引号,区划代码会被当成数。`
    this.problems.push(policyError('policy.area', this.#place(['area']), message, '请加上引号,如 area: "379901"。'))
  }

  #refuseArticle(article: string, parameter: string, place: Place): void {
    const message = `「${parameter}」引用的条款「${article}」不在 articles 中。`
    this.problems.push(policyError('policy.unknown-article', place, message, '请在 articles 中写明这一条,或改正引用。'))
  }

  #refuseUntil(parameter: string, from: string, until: string, i: number): void {
    const message = `「${parameter}」的 until ${until} 早于 from ${from}。`
    const place = this.#place(['sets', i, 'until'])
    this.problems.push(policyError('policy.until-before-from', place, message, '请核对起止月份(until 是最后一个月)。'))
  }

  #refuseParameter(parameter: string, place: Place): void {
    this.problems.push(policyError('policy.unknown-parameter', place, noParameter(parameter), '请检查参数名的拼写。'))
  }

  #place(path: readonly PropertyKey[]): Place {
    return { file: this.#file, line: this.#source.lineOf(path) }
  }

  #placeIn(base: readonly PropertyKey[]): (path: readonly PropertyKey[]) => Place {
    return (path) => this.#place([...base, ...path])
  }
}
