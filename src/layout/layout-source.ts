import type { Problem } from '../kernel/problem.ts'
import { readYaml } from '../policy/yaml-source.ts'
import { isKnownKind } from './file-form.ts'
import { type Layout, readLayout } from './layout.ts'

const REMEDY = '请对照 docs/LAYOUTS.md 或 huimin layout show yibentong 的写法改正,再用 huimin layout check 检查。'

/** Reads the YAML text of a layout: the layout, or every mistake in it with its line. Codes `layout.*`. */
export function readLayoutText(file: string, text: string): { layout: Layout } | { problems: Problem[] } {
  const source = readYaml(file, text)
  if (Array.isArray(source)) return { problems: source.map(asLayoutProblem) }
  const read = readLayout(source.value)
  const problem = (line: number, message: string): Problem => {
    return { code: 'layout.invalid', severity: 'error', file, line, message, remedy: REMEDY }
  }
  if ('faults' in read) {
    const problems = read.faults.map(({ path, message }) => problem(source.lineOf(path), message))
    return { problems: problems.toSorted((a, b) => a.line! - b.line!) }
  }
  if (isKnownKind(read.layout.kind)) return read
  return { problems: [problem(source.lineOf(['kind']), `本程序不会写「${read.layout.kind}」这一类文件。`)] }
}

/** The YAML reader speaks for policy documents; here it speaks for layouts. */
function asLayoutProblem(problem: Problem): Problem {
  return { ...problem, code: problem.code.replace(/^policy\./, 'layout.') }
}
