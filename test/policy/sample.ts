import { readPolicyDocument } from '../../src/policy/document.ts'
import type { PolicyDocument } from '../../src/policy/policy-document.ts'

export interface Sample {
  readonly document?: string
  readonly issued?: string
  readonly area?: string
  /** Lines under `sets:`, each a flow map. */
  readonly sets: readonly string[]
}

/** An invented document; the first value stands on line 9. */
export function sampleYaml({ document = '示例民发〔2099〕1号', issued, area, sets }: Sample): string {
  return [
    `document: ${document}`,
    'title: 关于调整社会救助标准的通知(示例)',
    'issuer: 示例县民政局',
    `issued: ${issued ?? '2099-01-05'}`,
    `area: "${area ?? '379901'}"`,
    'articles:',
    '  一: 示例条款。',
    'sets:',
    ...sets.map((set) => `  - ${set}`),
    '',
  ].join('\n')
}

export const FIRST_SET_LINE = 9

/** One value of a parameter, from 2099-01 unless said. */
export function setting(parameter: string, value: string, span = 'from: 2099-01'): string {
  return `{parameter: ${parameter}, article: 一, ${span}, value: ${value}}`
}

/** An invented document, checked. */
export function sampleDocument(sample: Sample): PolicyDocument {
  const file = `${sample.document ?? '示例'}.yaml`
  const { document, problems } = readPolicyDocument(file, sampleYaml(sample))
  if (!document) throw new Error(problems.map(({ message }) => message).join('\n'))
  return document
}
