import { join } from 'node:path'
import { packageRoot } from '../src/db/package-root.ts'

/** The made-up county whose month is measured. Its first month is the month of the run. */
export const COUNTY = '379901'
export const MONTH = '2026-07'
/** The imports that the made-up rows came with. */
export const IMPORTS = 3
export const MAKER = '示例经办'
export const CHECKER = '示例复核'

export const policyFolder = join(packageRoot, 'bench', 'policies')

/** What the documents of `bench/policies` say for the month, as a person who writes SQL by hand would put it in. */
export const FIGURES = {
  standardFen: { 'urban-dibao': 68635, 'rural-dibao': 55215 },
  taperMonths: { general: 18, disabled: 24 },
  /** Born in this month or before: seventy; in this month or later: not past the month of the eighteenth birthday. */
  oldBornBy: '1956-07',
  youngBornFrom: '2008-07',
  topUpBasis: '示例惠测〔2025〕1号 一',
  supplementBasis: '示例惠测〔2025〕1号 二、一',
  taperBasis: '示例惠测〔2025〕2号 一、二',
  /** A 渐退 that begins in the month itself has its income compared with the standard first. */
  newTaperBasis: '示例惠测〔2025〕2号 一、二;示例惠测〔2025〕1号 一',
  taperIncomeMultiple: 2,
} as const
