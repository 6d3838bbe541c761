import type { Problem } from '../../kernel/problem.ts'

/** What was altered past the programme, and must stop everything until it is cleared up. */
export function finding(code: string, message: string): Problem {
  return { code, severity: 'error', message, remedy: '请停止发放并由管理员查明改动的来源;以审计链和备份为准。' }
}
