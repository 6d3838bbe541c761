import type { PriceMonth } from '../app/price/price-status.ts'
import { formatYuan, formatYuanGrouped } from '../kernel/money.ts'
import type { RevisedFigure } from '../reports/price-decision-change.ts'
import { areaName, describeDecision, INDEX_NAMES } from '../rules/price-subsidy/describe-decision.ts'
import type { IndexFigure } from '../rules/price-subsidy/index-book.ts'
import { LINE_TYPE_NAMES } from './run-words.ts'

/** What a person is to do about a month that would be decided or priced otherwise now. */
export type RevisionHandling = 'recalculate' | 'reject-or-next-run' | 'next-run' | 'settled'

/** A calculated month of which something differs now: what, from what to what, and what comes of it. */
export function describeRevision(month: PriceMonth): string {
  const { run, change } = month
  if (!run || !change) return ''
  return [
    `${change.month}  批次 ${run.number},${run.persons.toLocaleString('en-US')} 人 ${formatYuanGrouped(run.totalFen)} 元`,
    ...change.figures.map((figure) => `指数  ${describeFigure(figure)}`),
    ...(change.documents ? ['文件  计算以后装入的政策文件改变了该月的启动条件、补贴标准或发放对象'] : []),
    `当时  ${describeDecision(change.before)}`,
    `现在  ${describeDecision(change.now)}`,
    `处理  ${describeHandling(month)}`,
  ].join('\n      ')
}

/** `低收入居民基本生活费用 4.0%(全国,2026-08-10 发布)→ 8.0%(区划 371302,2026-08-20 发布)` */
function describeFigure({ index, before, now }: RevisedFigure): string {
  return `${INDEX_NAMES[index]} ${published(before)}→ ${published(now)}`
}

function published(figure: IndexFigure | null): string {
  if (!figure) return '未发布 '
  return `${figure.rise}%(${areaName(figure.area)},${figure.publishedOn} 发布)`
}

/** Until it is submitted a run can be worked out anew; what was approved never changes and the next price run differs. */
export function handlingOf({ run, caughtUp }: PriceMonth): RevisionHandling | null {
  if (!run) return null
  if (run.state === 'open' || run.state === 'calculated') return 'recalculate'
  if (caughtUp) return 'settled'
  return run.state === 'submitted' ? 'reject-or-next-run' : 'next-run'
}

function describeHandling(month: PriceMonth): string {
  const number = month.run?.number
  const done = month.settled.map(describeSettled).join(';')
  switch (handlingOf(month)) {
    case 'recalculate':
      return `该批次还没有提交,请重新计算(huimin run calculate ${number}),即按现在的指数和文件发放。`
    case 'reject-or-next-run':
      return `该批次待复核:请复核人决定退回重算(huimin run reject ${number}),或照此复核,差额由下一个价格补贴批次列出。`
    case 'settled':
      return done
        ? `差额已列出:${done},由该批次的复核人决定。`
        : '以后的价格补贴批次已按现在的指数和文件核算,没有差额。'
    default: {
      const before = done ? `此前已列出 ${done}。` : ''
      return `${before}已复核的明细不改;差额将在下一个价格补贴批次中列为补发或追回,由复核人决定。`
    }
  }
}

function describeSettled({ run, type, persons, totalFen }: PriceMonth['settled'][number]): string {
  const yuan = formatYuanGrouped(totalFen)
  return `批次 ${run} ${LINE_TYPE_NAMES[type]} ${persons.toLocaleString('en-US')} 人 ${yuan} 元`
}

/** The same for `--json`; null where nothing differs. */
export function revisionJson(month: PriceMonth) {
  const { change, settled } = month
  if (!change) return null
  return {
    figures: change.figures.map(({ index, before, now }) => ({
      index,
      before: figureJson(before),
      now: figureJson(now),
    })),
    documentsChanged: change.documents,
    before: { outcome: change.before.outcome, message: describeDecision(change.before) },
    now: { outcome: change.now.outcome, message: describeDecision(change.now) },
    handling: handlingOf(month),
    message: describeHandling(month),
    settled: settled.map(({ totalFen, ...one }) => ({ ...one, totalYuan: formatYuan(totalFen) })),
  }
}

function figureJson(figure: IndexFigure | null) {
  return figure && { rise: figure.rise, publishedOn: figure.publishedOn, area: figure.area }
}
