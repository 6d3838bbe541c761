import { existsSync, readFileSync } from 'node:fs'
import { isAbsolute, join } from 'node:path'
import type { Problem } from '../kernel/problem.ts'
import { Refused } from '../kernel/refusal.ts'
import { readYaml } from '../policy/yaml-source.ts'
import { BUILT_IN_LAYOUTS, loadLayout } from './layout.store.ts'
import type { Layout } from './layout.ts'

/** The file of the home that says which layout each bank takes. */
export const BANK_LAYOUTS_NAME = 'banks.yaml'
/** Stands in it for every bank that is not named. */
export const OTHER_BANKS = '其他'

const REMEDY = `请每家银行写一行「银行: 版式」,例如「示例农业银行: bank-tab」;版式写名称或文件,「${OTHER_BANKS}」表示没有写到的银行。`

/** Which layout each bank takes, as the home's `banks.yaml` says; empty without one. Refused with each mistake and its line. */
export function readBankLayouts(home: string): ReadonlyMap<string, Layout> {
  const path = join(home, BANK_LAYOUTS_NAME)
  if (!existsSync(path)) return new Map()
  return parseBankLayouts(textOf(path), path, (layout) => loadLayout(inHome(home, layout)))
}

/** The same from its text; `load` brings the layout of a name or file. Codes `banks.*`, and those of broken layouts. */
export function parseBankLayouts(text: string, file: string, load: (name: string) => Layout): Map<string, Layout> {
  const source = readYaml(file, text)
  if (Array.isArray(source)) throw new Refused(source.map(asBanksProblem))
  const { value, lineOf } = source
  if (value === null) return new Map()
  if (typeof value !== 'object' || Array.isArray(value)) throw new Refused([mistake(file, 1, '应是一家银行一行。')])
  const layouts = new Map<string, Layout>()
  const problems: Problem[] = []
  for (const [bank, name] of Object.entries(value)) {
    const wrong = (message: string) => problems.push(mistake(file, lineOf([bank]), message))
    if (typeof name !== 'string' || name.trim() === '') wrong(`「${bank}」的版式应是一个名称或文件。`)
    else if (bank.trim() === '' || layouts.has(bank.trim())) wrong(`银行「${bank}」没有写明,或写了两次。`)
    else {
      const layout = loadOr(
        () => load(name.trim()),
        (found) => {
          wrong(`「${bank}」的版式「${name.trim()}」用不了:${found[0]!.message}`)
          problems.push(...found.filter(({ line }) => line !== undefined))
        },
      )
      if (layout) layouts.set(bank.trim(), layout)
    }
  }
  if (problems.length > 0) throw new Refused(problems)
  return layouts
}

function loadOr(load: () => Layout, refused: (problems: readonly Problem[]) => void): Layout | null {
  try {
    return load()
  } catch (error) {
    if (!(error instanceof Refused)) throw error
    refused(error.problems)
    return null
  }
}

/** A layout's file is looked for beside `banks.yaml`, wherever the command is given. */
function inHome(home: string, layout: string): string {
  const builtIn = (BUILT_IN_LAYOUTS as readonly string[]).includes(layout)
  return builtIn || isAbsolute(layout) ? layout : join(home, layout)
}

function textOf(path: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(readFileSync(path))
  } catch (error) {
    if (!(error instanceof TypeError)) throw error
    throw new Refused([mistake(path, 1, '不是 UTF-8 文本。')])
  }
}

/** The YAML reader speaks for policy documents; here it speaks for the banks. */
function asBanksProblem(problem: Problem): Problem {
  return { ...problem, code: problem.code.replace(/^policy\./, 'banks.') }
}

function mistake(file: string, line: number, message: string): Problem {
  return { code: 'banks.invalid', severity: 'error', file, line, message, remedy: REMEDY }
}
