import type { z } from 'zod'

/** One thing that is wrong with a layout: where in it, and a Chinese sentence. */
export interface LayoutFault {
  readonly path: readonly PropertyKey[]
  readonly message: string
}

/** What the shape of a layout file found wrong, in words for the person who writes it. */
export function shapeFaults(issues: readonly z.core.$ZodIssue[]): LayoutFault[] {
  return issues.flatMap((issue) => {
    if (issue.code !== 'unrecognized_keys')
      return [{ path: issue.path, message: `${placeOf(issue.path)}${reading(issue)}。` }]
    return issue.keys.map((key) => ({
      path: [...issue.path, key],
      message: `${placeOf([...issue.path, key])}不认识这个键,请检查拼写或删去。`,
    }))
  })
}

const KINDS: Record<string, string> = { object: '一组键值', record: '一组键值', array: '一个列表', string: '一段文字' }

function reading(issue: z.core.$ZodIssue): string {
  if (issue.input === undefined && issue.code !== 'custom') return '缺少这一项'
  if (issue.code === 'invalid_value') return `只能是 ${issue.values.map(String).join('、')} 之一`
  if (issue.code === 'invalid_type' && KINDS[issue.expected]) return `应是${KINDS[issue.expected]}`
  return issue.message
}

/** 「columns 第 2 项 width」 */
export function placeOf(path: readonly PropertyKey[]): string {
  const steps = path.map((step) => (typeof step === 'number' ? `第 ${step + 1} 项` : String(step)))
  return `「${steps.join(' ') || '全文'}」`
}
