import { formatYuan } from '../kernel/money.ts'
import type { AreaDecision, PriceDecisionReport } from '../reports/price-decision.ts'
import { describeDecision } from '../rules/price-subsidy/describe-decision.ts'
import type { JsonResult } from './terminal/output.ts'

/** The decision of a price run for `--json`; money in yuan. */
export function decisionJson(report: PriceDecisionReport): JsonResult {
  const { run, totals, signed } = report
  return {
    ...{ run: run.number, county: run.county, month: run.month, state: run.state },
    ...{ maker: signed.maker, checker: signed.checker, approvedOn: signed.approvedOn },
    areas: report.areas.map(areaJson),
    differences: report.differences.map(({ totalFen, ...one }) => ({ ...one, totalYuan: formatYuan(totalFen) })),
    ...{ persons: totals.persons, lines: totals.lines, totalYuan: formatYuan(totals.totalFen) },
    ...{ payments: totals.payments, heldPayments: totals.heldPayments, heldYuan: formatYuan(totals.heldFen) },
    listed: report.listed,
    earlier: report.changes.map(({ month, run: number, change }) => ({
      ...{
        month,
        run: number,
        revised: (change?.figures.length ?? 0) > 0,
        documentsChanged: change?.documents ?? false,
      },
      ...(change && { before: describeDecision(change.before), now: describeDecision(change.now) }),
    })),
  }
}

function areaJson({ decision, figures, terms, recipients }: AreaDecision) {
  return {
    ...{ area: decision.area, outcome: decision.outcome, basis: decision.basis, message: describeDecision(decision) },
    figures: figures.map(({ index, askedBy, figure }) => ({
      ...{ index, askedBy, rise: figure?.rise ?? null, publishedOn: figure?.publishedOn ?? null },
      publishedFor: figure?.area ?? null,
    })),
    clauses:
      'clauses' in decision ? decision.clauses.map(({ index, atLeast, holds }) => ({ index, atLeast, holds })) : [],
    terms,
    recipients: recipients.map(({ programme, standard, persons, totalFen, amounts }) => ({
      ...{ programme, standard, persons, totalYuan: formatYuan(totalFen) },
      amounts: amounts.map(({ amountFen, ...one }) => ({ ...one, amountYuan: formatYuan(amountFen) })),
    })),
  }
}
