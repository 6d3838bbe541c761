import { formatYuanGrouped } from '../kernel/money.ts'
import { areaName, INDEX_NAMES } from '../rules/price-subsidy/describe-decision.ts'
import type { DecisionPage, PageSection } from './decision-page.ts'
import type { PriceDecisionReport } from './price-decision.ts'
import {
  areaSections,
  describeTotals,
  listedSection,
  moneySection,
  revisionSection,
} from './price-decision-sections.ts'

const NUMERALS = ['一', '二', '三', '四', '五', '六', '七', '八', '九', '十'] as const

/** The decision of a price run as a page that a bureau signs. */
export function decisionPage(report: PriceDecisionReport): DecisionPage {
  const { run, attempt, calculatedAt, policyRevision, signed } = report
  const sections = [...paidSections(report), listedSection(report), revisionSection(report)]
  return {
    title: '价格临时补贴启动决定',
    facts: [
      ['批次', run.number],
      ['区县', run.county],
      ['指数月份', run.month],
    ],
    notice: noticeOf(report),
    decided: report.areas.map((area) => conclude(report, area)),
    sections: sections.map((section, i) => ({ ...section, heading: `${NUMERALS[i] ?? i + 1}、${section.heading}` })),
    signatures: [
      ['经办', signed.checker ? signed.maker : ''],
      ['复核', signed.checker ?? ''],
      ['日期', signed.approvedOn ?? ''],
    ],
    footer: `按 ${calculatedAt} 已导入的资料计算(第 ${attempt} 次),政策文件第 ${policyRevision} 版;金额单位:元。`,
  }
}

/** One place that pays nothing but its month has its totals in a sentence; anything more in a table. */
function paidSections(report: PriceDecisionReport): PageSection[] {
  const { areas, differences } = report
  const sections = areas.flatMap((area) => areaSections(area, areas.length > 1))
  const last = sections.at(-1)
  if (areas.length !== 1 || differences.length > 0 || !last) return [...sections, moneySection(report)]
  return [...sections.slice(0, -1), { ...last, notes: [...last.notes, describeTotals(report)] }]
}

function noticeOf({ run, signed }: PriceDecisionReport): string | null {
  if (run.state === 'void') return '本批次已作废,不得据此发放。'
  return signed.checker ? null : '尚未复核,不得据此发放。'
}

/** What the signatures stand for, in one sentence a place. */
function conclude(
  { areas, totals }: PriceDecisionReport,
  { decision, recipients }: PriceDecisionReport['areas'][number],
) {
  const place = `${areaName(decision.area)} ${decision.month} 指数月份`
  const basis = decision.basis ? `依据${decision.basis},` : ''
  switch (decision.outcome) {
    case 'fired': {
      const met = decision.clauses.filter(({ holds }) => holds).map(({ index }) => INDEX_NAMES[index])
      const persons = recipients.reduce((sum, one) => sum + one.persons, 0)
      const fen = recipients.reduce((sum, one) => sum + one.totalFen, 0n)
      const lead = areas.length > 1 ? '本地' : '本批次'
      const last = areas.length === 1 && totals.totalFen !== fen ? '(另有以前月份的补发、追回)' : ''
      return (
        `${basis}${place}${met.join('、')}涨幅达到启动条件,启动价格临时补贴;` +
        `${lead}发放 ${persons.toLocaleString('en-US')} 人,${formatYuanGrouped(fen)} 元${last}。`
      )
    }
    case 'not-fired':
      return `${basis}${place}各项启动条件均未达到,不启动价格临时补贴。`
    case 'undecided':
      return `${place}缺少必需的价格指数,${decision.neededBy === 'trigger' ? '不能判定是否启动' : '不能计算补贴金额'},暂不发放。`
    case 'no-rule':
      return `${place}没有文件规定参数 ${decision.parameter},不发放。`
  }
}
