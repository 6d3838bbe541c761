import type { Command } from 'commander'
import { type ListedFailure, listReissues, standingName } from '../app/reissue/reissue-list.ts'
import { type ReissueOptions, type ReissueResult, reissueRun } from '../app/reissue/reissue-run.ts'
import { formatYuan, formatYuanGrouped } from '../kernel/money.ts'
import { programmeName } from '../policy/programmes.ts'
import { OUTSTANDING_NAMES, WAIT_WORDS } from '../reissue/wait-reason.ts'
import { withContext } from './terminal/command.ts'
import type { Output } from './terminal/output.ts'
import { table } from './terminal/table.ts'
import { wholeMonths } from './terminal/whole-months.ts'

const HELP = `
银行退回(失败)的款项等更正了账户再发:
  1. huimin import accounts 账户.csv            导入更正后的账户,或新指定的代领人
  2. huimin reissue 371302-202607-R1            已更正的进入一个补充批次(类型「重发」),没有更正的列出来等着
  3. 补充批次照常 submit、approve、export、returns import、reconcile、close
同一笔失败同时只能在一个补充批次里;作废该批次(run void)后重新等待。补充批次提交之前可以重复执行,
新更正的会加进去;提交之后再执行,会另开一个。没有银行答复或已发成功的款项不能重发。
重发又失败的,对那个补充批次再执行 huimin reissue。`

interface Options {
  readonly payment?: string[]
  readonly sameAccount?: boolean
  readonly why?: string
  readonly month?: string
}

/** `huimin reissue RUN` and `huimin reissue list` */
export function registerReissue(program: Command): void {
  const reissue = program
    .command('reissue')
    .description('退票重发:银行退回的款项,更正账户后再发一次,只发一次')
    .argument('<run>', '退回款项所在的批次')
    .option('--payment <no...>', '只重发这些支付编号(默认全部能发的)')
    .option('--same-account', '没有更正账户的也发到原账户(银行自身原因),须写 --why')
    .option('--why <text>', '原因')
    .option('--month <month>', '补充批次的月份(默认与原批次相同)')
    .addHelpText('after', HELP)
    .action(async (run: string, options: Options, command: Command) => {
      await withContext(command, async (context, out) => {
        const result = await reissueRun(context, run, toOptions(options))
        describe(out, result)
        return { result: jsonOf(result) }
      })
    })
  registerList(reissue)
}

function toOptions({ payment, sameAccount, why, month }: Options): ReissueOptions {
  return {
    ...(payment && { payments: payment }),
    ...(sameAccount && { sameAccount }),
    ...(why !== undefined && { why }),
    ...(month !== undefined && { month }),
  }
}

function describe(out: Output, { original, run, changed, putIn, waiting, ageMonths, already }: ReissueResult): void {
  if (putIn.length > 0) {
    const total = putIn.reduce((sum, { amountFen }) => sum + amountFen, 0n)
    const payments = new Set(putIn.map(({ paymentNo }) => paymentNo)).size
    out.say(`${payments} 笔共 ${formatYuanGrouped(total)} 元进入补充批次 ${run!.number},已计算,请提交复核。`)
  } else if (changed) out.say(`补充批次 ${run!.number} 已按现在的账户重新计算。`)
  else out.say(`批次 ${original.number} 没有新的款项可以重发,未作改变。`)
  for (const line of alreadyLines(already)) out.say(line)
  if (waiting.length === 0) return
  out.say(`\n还有 ${waiting.length} 笔等待(已等 ${ageMonths} 个月):`)
  const rows = waiting.map((one) => [
    one.paymentNo,
    formatYuanGrouped(one.amountFen),
    one.reason,
    WAIT_WORDS[one.waits!].name,
  ])
  const titles = [{ title: '支付编号' }, { title: '金额(元)', align: 'right' as const }]
  out.say(table([...titles, { title: '退回原因' }, { title: '等什么' }], rows))
}

/** Who put earlier ones in, and when: `3 笔已由「张经办」于 … 放入 371302-202607-S1。` */
function alreadyLines(already: ReissueResult['already']): string[] {
  const groups = new Map<string, number>()
  for (const { run, actor, at } of already) {
    const key = `已由「${actor}」于 ${at.slice(0, 16)} 放入 ${run}`
    groups.set(key, (groups.get(key) ?? 0) + 1)
  }
  return [...groups].map(([words, count]) => `此前 ${count} 笔${words}。`)
}

function jsonOf({ original, run, changed, putIn, waiting, ageMonths, already }: ReissueResult) {
  return {
    original: original.number,
    run: run?.number ?? null,
    state: run?.state ?? null,
    changed,
    payments: new Set(putIn.map(({ paymentNo }) => paymentNo)).size,
    totalYuan: formatYuan(putIn.reduce((sum, { amountFen }) => sum + amountFen, 0n)),
    reissued: putIn.map(({ paymentNo, newPaymentNo, amountFen }) => ({
      payment: paymentNo,
      newPayment: newPaymentNo,
      amountYuan: formatYuan(amountFen),
    })),
    waiting: waiting.map(({ paymentNo, ground, amountFen, reason, waits }) => ({
      ...{ payment: paymentNo, ground, amountYuan: formatYuan(amountFen), reason },
      ...{ waitsFor: waits, ageMonths },
    })),
    already: already.map(({ paymentNo, run: taker, actor, at }) => ({ payment: paymentNo, run: taker, actor, at })),
  }
}

function registerList(reissue: Command): void {
  reissue
    .command('list')
    .description('退回(或错发)而还没有再发成功的全部款项,等了多久')
    .option('--county <code>', '6 位区县代码(默认全部)')
    .option('--older-than <months>', '只列等了超过几个月的', wholeMonths)
    .action(async (options: { county?: string; olderThan?: number }, command: Command) => {
      await withContext(command, async (context, out) => {
        const failures = await listReissues(context, options)
        out.say(failures.length === 0 ? '没有退回而未再发的款项。' : failureTable(failures))
        const overdue = failures.filter((one) => one.overdue)
        if (overdue.length > 0) out.say(`\n!! ${overdue.length} 笔等待过久,请尽快联系领款人更正账户。`)
        return { result: { totalYuan: formatYuan(totalOf(failures)), failures: failures.map(failureJson) } }
      })
    })
}

function failureTable(failures: readonly ListedFailure[]): string {
  const rows = failures.map((one) => [
    one.run,
    one.paymentNo,
    programmeName(one.item),
    one.area.slice(0, 9),
    formatYuanGrouped(one.amountFen),
    `${one.ageMonths}${one.overdue ? '!!' : ''}`,
    OUTSTANDING_NAMES[standingName(one)],
    one.again ? `${one.again.run} ${one.again.paymentNo}` : one.waits ? WAIT_WORDS[one.waits].name : '',
    one.ground === 'failed' ? one.reason : `错发:${one.reason}`,
  ])
  rows.push(['合计', `${failures.length} 笔`, '', '', formatYuanGrouped(totalOf(failures)), '', '', '', ''])
  const titles = ['批次', '支付编号', '补贴项目', '乡镇', '金额(元)', '月数', '现状', '再发或等什么', '原因']
  const right = new Set(['金额(元)', '月数'])
  return table(
    titles.map((title) => ({ title, align: right.has(title) ? 'right' : 'left' })),
    rows,
  )
}

function totalOf(failures: readonly ListedFailure[]): bigint {
  return failures.reduce((sum, { amountFen }) => sum + amountFen, 0n)
}

function failureJson(one: ListedFailure) {
  return {
    ...{ county: one.county, run: one.run, payment: one.paymentNo, ground: one.ground, item: one.item },
    ...{ area: one.area, amountYuan: formatYuan(one.amountFen), reason: one.reason },
    ...{ since: one.since, ageMonths: one.ageMonths, overdue: one.overdue },
    ...{ state: standingName(one), waitsFor: one.waits },
    again: one.again && { run: one.again.run, payment: one.again.paymentNo },
  }
}
