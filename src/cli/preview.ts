import type { Preview } from '../app/calculate/preview-run.ts'
import { formatYuan, formatYuanGrouped } from '../kernel/money.ts'
import { programmeName } from '../policy/programmes.ts'
import { KIND_NAMES, LINE_TYPE_NAMES } from './run-words.ts'
import type { Ending } from './terminal/command.ts'
import type { Output } from './terminal/output.ts'
import { table } from './terminal/table.ts'

/** What a run would line up, for `run calculate --preview`. */
export function describePreview(out: Output, preview: Preview): Ending {
  const { county, month, kind, households, lines, totalFen, rows, open, largest } = preview
  out.say(`试算 ${county} ${month}(${KIND_NAMES[kind]}批次),没有保存任何结果。\n`)
  out.say(previewTable(preview))
  out.say(
    `\n共 ${households.toLocaleString('en-US')} 户 ${lines.toLocaleString('en-US')} 行,${formatYuanGrouped(totalFen)} 元。`,
  )
  const changes = rows.filter(({ type }) => type !== 'normal').reduce((sum, row) => sum + row.totalFen, 0n)
  out.say(`其中以前月份的差额 ${formatYuanGrouped(changes)} 元。`)
  if (open.count > 0) out.say(`另有 ${open.count} 笔共 ${formatYuanGrouped(open.fen)} 元本次扣不回,转以后各期。`)
  if (largest.length > 0) {
    const named = largest.map(({ householdNo, fen }) => `${householdNo} ${formatYuanGrouped(fen)}`)
    out.say(`差额最大的家庭:${named.join('、')}。`)
  }
  return {
    result: {
      county,
      month,
      kind,
      households,
      lines,
      totalYuan: formatYuan(totalFen),
      earlierMonthsYuan: formatYuan(changes),
      rows: rows.map(({ totalFen: fen, ...row }) => ({ ...row, totalYuan: formatYuan(fen) })),
      open: { count: open.count, totalYuan: formatYuan(open.fen) },
      largest: largest.map(({ householdNo, fen }) => ({ household: householdNo, yuan: formatYuan(fen) })),
    },
  }
}

function previewTable({ rows }: Preview): string {
  const right = { align: 'right' } as const
  return table(
    [
      { title: '享受月份' },
      { title: '类型' },
      { title: '项目' },
      { title: '户数', ...right },
      { title: '行数', ...right },
      { title: '金额(元)', ...right },
    ],
    rows.map((row) => [
      row.month,
      LINE_TYPE_NAMES[row.type]!,
      programmeName(row.programme),
      row.households.toLocaleString('en-US'),
      row.lines.toLocaleString('en-US'),
      formatYuanGrouped(row.totalFen),
    ]),
  )
}
