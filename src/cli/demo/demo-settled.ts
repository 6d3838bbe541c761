import type { DemoResult } from '../../demo/play/demo.ts'
import { formatYuanGrouped } from '../../kernel/money.ts'
import { closureLines } from '../reconcile.ts'
import { pairs, table } from '../terminal/table.ts'

type WhereIs = (path: string) => string

/** Each bank's files, the layout that it wants them in, and its answer. */
export function bankTable({ exported: { files }, answers }: DemoResult): string {
  const rows = answers.map(({ bank, layout, path }) => {
    const own = files.filter(({ batch }) => batch.bank === bank)
    const payments = own.reduce((sum, { batch }) => sum + batch.rows, 0)
    const fen = own.reduce((sum, { batch }) => sum + batch.totalFen, 0n)
    const how = `${layout.layout} ${layout.title}`
    return [
      bank,
      how,
      figure(own.length),
      figure(payments),
      formatYuanGrouped(fen),
      path.slice(path.lastIndexOf('/') + 1),
    ]
  })
  const titles = [
    { title: '银行' },
    { title: '版式' },
    right('文件数'),
    right('笔数'),
    right('金额(元)'),
    { title: '回盘' },
  ]
  return table(titles, rows)
}

/** The returns that were refused, each with its first problem, and what the banks refused whole. */
export function refusedTable({ refused, refusedFile }: DemoResult): string {
  const rows = refused.map(({ what, bank, problems }) => {
    const [first] = problems
    const line = first?.line === undefined ? '' : `第 ${first.line} 行`
    return [
      what,
      bank,
      figure(problems.length),
      `${line}${first?.column ? `「${first.column}」` : ''}:${first?.message ?? ''}`,
    ]
  })
  const titles = [{ title: '回盘' }, { title: '银行' }, right('问题'), { title: '首个问题' }]
  const whole =
    refusedFile &&
    `整份退回:${refusedFile.bank} ${refusedFile.batchNo} ${figure(refusedFile.rows)} 笔,经办认定、复核确认为失败。`
  return [
    ...(rows.length > 0 ? [table(titles, rows), '以上各份整份没有生效,问题已列入差异。'] : []),
    ...(whole ? [whole] : []),
  ].join('\n')
}

/** The legs of the closure one by one, and the breaks by class. */
export function closureAndBreaks({ reconciled, breaks }: DemoResult): string {
  const rows = breaks.map(({ name, count, example }) => [name, figure(count), example])
  const listed = rows.length > 0 ? [table([{ title: '差异' }, right('件数'), { title: '例如' }], rows)] : []
  return [closureLines(reconciled), ...listed].join('\n')
}

/** What went out again and what went out later, in runs of their own. */
export function supplements({ reissued, arrears }: DemoResult, shown: WhereIs): string {
  const rows = [
    ...(reissued ? [['退票重发', `支付编号 ${reissued.about}`, reissued] as const] : []),
    ...(arrears ? [['补发', `家庭 ${arrears.about}`, arrears] as const] : []),
  ].map(([kind, about, { run, totalFen, input }]) => [kind, run, about, formatYuanGrouped(totalFen), shown(input)])
  const titles = [
    { title: '类型' },
    { title: '补充批次' },
    { title: '对象' },
    right('金额(元)'),
    { title: '依据的导入文件' },
  ]
  return rows.length > 0 ? table(titles, rows) : '没有退回的款项,也没有补发。'
}

/** The pack and how to check it. */
export function packLines({ pack }: DemoResult, shown: WhereIs): string {
  if (!pack) return '没有写出。'
  return pairs([
    ['批次', pack.run],
    ['资料包', `${shown(pack.folder)}(${figure(pack.files.length)} 个文件)`],
    ['核对', `cd ${shown(pack.folder)} && sha256sum -c SHA256SUMS`],
  ])
}

function figure(count: number): string {
  return count.toLocaleString('en-US')
}

function right(title: string) {
  return { title, align: 'right' as const }
}
