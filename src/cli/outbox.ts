import { type Command, Option } from 'commander'
import { requireRole } from '../access/context.ts'
import { acceptForgotten, type LedgerBatch, ledgerState } from '../app/export/outbox.ts'
import { formatYuan, formatYuanGrouped } from '../kernel/money.ts'
import type { Problem } from '../kernel/problem.ts'
import type { Refusal } from '../kernel/refusal.ts'
import { shanghaiTime } from '../kernel/shanghai-time.ts'
import type { Acceptance } from '../payment/outbox.store.ts'
import { PAYMENT_REFUSALS } from '../payment/refusals.ts'
import { withContext } from './terminal/command.ts'
import { table } from './terminal/table.ts'

const AS = { sent: '认定已送银行', 'not-sent': '认定未送银行' } as const

/** `huimin outbox list | accept` */
export function registerOutbox(program: Command): void {
  const outbox = program.command('outbox').description('发出台账:数据库之外记着送出过哪些发放文件')
  outbox
    .command('list')
    .description('台账里的每个文件,以及数据库是否知道;有不知道的以 1 结束')
    .option('--out <dir>', '连同这个目录里发放文件旁边的台账一起核对')
    .action(async (options: { out?: string }, command: Command) => {
      await withContext(command, async (context, out) => {
        await requireRole(context, 'maker', 'checker', 'auditor', 'admin')
        const beside = options.out === undefined ? undefined : { folder: options.out }
        const { path, batches, brokenAt } = await ledgerState(context, context.database.sql, beside)
        out.say(batches.length === 0 ? '台账还是空的:没有送出过发放文件。' : ledgerTable(batches))
        const forgotten = batches.filter(({ state }) => state === 'forgotten')
        const problems: Problem[] = []
        if (forgotten.length > 0) problems.push(asError(PAYMENT_REFUSALS['export.forgotten-file'](path, forgotten)))
        if (brokenAt !== null) problems.push(asError(PAYMENT_REFUSALS['outbox.broken'](path, brokenAt)))
        return { result: { ledger: path, brokenAt, batches: batches.map(toJson) }, problems }
      })
    })
  registerAccept(outbox)
}

function registerAccept(outbox: Command): void {
  outbox
    .command('accept <batch>')
    .description('数据库恢复后不知道的文件,由管理员与银行核对后认定(写入台账和审计链)')
    .addOption(
      new Option('--as <found>', 'sent:银行已有,只许原样的文件再登记;not-sent:银行没有,可以重新导出')
        .choices(['sent', 'not-sent'])
        .makeOptionMandatory(),
    )
    .requiredOption('--why <text>', '与银行核对的结果')
    .option('--out <dir>', '台账在发放文件旁边时,文件所在的目录')
    .action(async (batch: string, options: { as: Acceptance['as']; why: string; out?: string }, command: Command) => {
      await withContext(command, async (context, out) => {
        const { as, why, out: folder } = options
        const accepted = await acceptForgotten(context, { batch, as, why, ...(folder === undefined ? {} : { folder }) })
        out.say(`文件 ${batch} ${AS[as]},已记入台账和审计链。`)
        if (as === 'sent')
          out.say('请再导出一次该批次到另一个目录(--out):写出的文件与原文件完全一致才会登记;不要再次送银行。')
        return { result: { batches: accepted.map(toJson) } }
      })
    })
}

function asError(refusal: Refusal): Problem {
  return { severity: 'error', ...refusal }
}

function ledgerTable(batches: readonly LedgerBatch[]): string {
  const right = { align: 'right' } as const
  return table(
    [
      { title: '数据库' },
      { title: '文件号' },
      { title: '笔数', ...right },
      { title: '金额(元)', ...right },
      { title: '时间' },
    ],
    batches.map(({ sent, state, acceptance }) => [
      state === 'known' ? '知道' : acceptance ? AS[acceptance.as] : '不知道!',
      sent.batch,
      sent.rows.toLocaleString('en-US'),
      formatYuanGrouped(BigInt(sent.totalFen)),
      shanghaiTime(sent.at).slice(0, 16),
    ]),
  )
}

function toJson({ sent, state, acceptance }: LedgerBatch) {
  const { kind, totalFen, ...rest } = sent
  return { ...rest, totalYuan: formatYuan(BigInt(totalFen)), state, acceptedAs: acceptance?.as ?? null }
}
