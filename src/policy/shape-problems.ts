import type { z } from 'zod'
import type { Problem } from '../kernel/problem.ts'
import { type Place, type PolicyProblemCode, policyError } from './policy-problem.ts'

/** Turns what a shape found wrong into problems; `placeOf` knows where a path of the value stands in the file. */
export function shapeProblems(
  subject: string,
  issues: readonly z.core.$ZodIssue[],
  placeOf: (path: readonly PropertyKey[]) => Place,
): Problem[] {
  return issues.flatMap((issue) => {
    if (issue.code !== 'unrecognized_keys') return [oneProblem(subject, issue, placeOf(issue.path))]
    return issue.keys.map((key) => unknownKey(subject, issue.path, key, placeOf([...issue.path, key])))
  })
}

function unknownKey(subject: string, path: readonly PropertyKey[], key: string, place: Place): Problem {
  const message = `${where(subject, path)}不认识键「${key}」。`
  return policyError('policy.unknown-key', place, message, '请检查拼写,或删去这个键。')
}

function oneProblem(subject: string, issue: z.core.$ZodIssue, place: Place): Problem {
  const { fault, sentence } = reading(issue)
  return policyError(fault, place, `${where(subject, issue.path)}${sentence}。`, REMEDIES[fault] ?? REMEDY)
}

function reading(issue: z.core.$ZodIssue): { fault: PolicyProblemCode; sentence: string } {
  if (issue.code === 'custom') {
    return { fault: (issue.params?.fault as PolicyProblemCode) ?? 'policy.wrong-shape', sentence: issue.message }
  }
  if (issue.code === 'invalid_type') {
    if (issue.input === undefined) return { fault: 'policy.missing', sentence: '缺少这一项' }
    return { fault: 'policy.wrong-shape', sentence: `应当是${KINDS[issue.expected] ?? issue.expected}` }
  }
  if (issue.code === 'too_small' || issue.code === 'too_big') {
    const limit = issue.code === 'too_small' ? issue.minimum : issue.maximum
    return {
      fault: 'policy.wrong-shape',
      sentence: issue.code === 'too_small' ? `至少要有 ${limit} 项` : `至多只有 ${limit} 项`,
    }
  }
  return { fault: 'policy.wrong-shape', sentence: '写法不对' }
}

const KINDS: Record<string, string> = {
  object: '一组键值',
  record: '一组键值',
  array: '一个列表',
  tuple: '一个列表',
}

/** 「taper.retention」的 disabled 第 3 项 */
function where(subject: string, path: readonly PropertyKey[]): string {
  const steps = path.map((step) => (typeof step === 'number' ? `第 ${step + 1} 项` : String(step)))
  return steps.length > 0 ? `${subject}的 ${steps.join(' ')} ` : subject
}

const REMEDY = '请按参数的写法改正。'
const REMEDIES: Partial<Record<PolicyProblemCode, string>> = {
  'policy.missing': '请补上。',
  'policy.negative': '请改成不小于 0 的数。',
  'policy.month': '请写成 YYYY-MM。',
  'policy.day': '请写成 YYYY-MM-DD,并核对日期是否存在。',
  'policy.area': '请写成加引号的 2、4、6、9 或 12 位区划代码,全国写 ""。',
  'policy.unknown-programme': '请改成项目代码,如 urban-dibao、tekun。',
  'policy.taper-months': '请改成 18、24 这样的月数。',
  'policy.taper-ratios': '请写成大于 0、不大于 1 且逐季递减的比例。',
  'policy.funding-sum': '请核对各级分担比例,使之和为 1。',
  'policy.recipient-without-standard': '请改成 urban 或 rural。',
}
