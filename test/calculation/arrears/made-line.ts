import type { BenefitLine } from '../../../src/calculation/case-result.ts'
import { NO_BASIS } from '../../../src/rules/citations.ts'

/** A dibao line of one made-up household for January. */
export function line(amountFen: bigint, more: Partial<BenefitLine> = {}): BenefitLine {
  return {
    householdNo: '示例-01',
    personNo: 0,
    programme: 'urban-dibao',
    component: 'top-up',
    benefitMonth: '2026-01',
    type: 'normal',
    item: '城市低保',
    enrolmentNo: '示例待遇-01',
    payeeNo: 1,
    area: '379901001001',
    persons: 2,
    standardFen: 62_000n,
    amountFen,
    formula: `${amountFen / 100n}.00×1`,
    basis: '示例民发〔2026〕1号 一',
    used: { cites: NO_BASIS.cites, arithmetic: 'product', means: {} },
    ...more,
  }
}
