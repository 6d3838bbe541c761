import { type Command, CommanderError, Option } from 'commander'
import { confirmOutcome, type DecisionResult, decideOutcome } from '../app/returns/returns-decide.ts'
import { confirmUndo, type UndoResult, undoReturn } from '../app/returns/returns-undo.ts'
import { formatYuan, formatYuanGrouped } from '../kernel/money.ts'
import type { Decided, DecisionTarget } from '../returns/decision.store.ts'
import { type Ending, withContext } from './terminal/command.ts'
import type { Output } from './terminal/output.ts'

interface TargetOptions {
  readonly payment?: string
  readonly batch?: string
  readonly file?: string
}

/** `huimin returns decide|undo|confirm`: what two people say beside the bank. */
export function registerReturnDecisions(returns: Command): void {
  const as = () => new Option('--as <outcome>', '认定为 paid(成功)或 failed(失败)').choices(['paid', 'failed'])
  returns
    .command('decide <run>')
    .description('经办认定未回盘或有矛盾的款项究竟成功还是失败;银行整批退回的,用 --batch 认定整份文件失败')
    .option('--payment <no>', '支付编号')
    .option('--batch <no>', '发放文件的批次文件号')
    .addOption(as().makeOptionMandatory())
    .requiredOption('--why <text>', '凭什么这样认定')
    .action(async (run: string, options: TargetOptions & { as: Decided; why: string }, command: Command) => {
      await withContext(command, async (context, out) =>
        tellDecision(out, await decideOutcome(context, run, targetOf(options), options)),
      )
    })
  returns
    .command('undo <file>')
    .description('经办申请撤销一份导错的回盘(文件名或序号);复核确认后其结果不再有效,可重新导入更正后的文件')
    .requiredOption('--run <run>', '批次号')
    .requiredOption('--why <text>', '为什么撤销')
    .action(async (file: string, options: { run: string; why: string }, command: Command) => {
      await withContext(command, async (context, out) =>
        tellUndo(out, await undoReturn(context, options.run, file, options.why)),
      )
    })
  returns
    .command('confirm <run>')
    .description('复核确认经办的认定(--payment 或 --batch)或撤销(--file);不能是经办本人')
    .option('--payment <no>', '支付编号')
    .option('--batch <no>', '发放文件的批次文件号')
    .option('--file <file>', '要撤销的回盘:文件名或序号')
    .addOption(as())
    .action(async (run: string, options: TargetOptions & { as?: Decided }, command: Command) => {
      await withContext(command, async (context, out) => {
        requireOne(options)
        if (options.file) return tellUndo(out, await confirmUndo(context, run, options.file))
        const expected = options.as ? { as: options.as } : {}
        return tellDecision(out, await confirmOutcome(context, run, targetOf(options), expected))
      })
    })
}

function targetOf(options: TargetOptions): DecisionTarget {
  requireOne(options)
  return options.batch ? { batchNo: options.batch } : { paymentNo: options.payment! }
}

function requireOne({ payment, batch, file }: TargetOptions): void {
  const given = [payment, batch, file].filter((one) => one !== undefined).length
  if (given === 1) return
  const code = given === 0 ? 'commander.missingMandatoryOptionValue' : 'commander.excessArguments'
  throw new CommanderError(2, code, `error: --payment、--batch、--file ${given === 0 ? '之一' : '只能写一个'}`)
}

function tellDecision(out: Output, result: DecisionResult): Ending {
  const { payments, totalFen, outcome, maker, checker, changed } = result
  const what = `${payments.toLocaleString('en-US')} 笔共 ${formatYuanGrouped(totalFen)} 元认定为${outcome === 'paid' ? '成功' : '失败'}`
  if (!changed) out.say(`此前已办过,未作改变:${what}。`)
  else if (checker === null) out.say(`${what},经办「${maker}」。待复核执行 huimin returns confirm 后生效。`)
  else out.say(`${what},已由「${checker}」确认,即时生效。`)
  const { totalFen: _, ...rest } = result
  return { result: { ...rest, totalYuan: formatYuan(totalFen) } }
}

function tellUndo(out: Output, result: UndoResult): Ending {
  const { returnNo, fileName, outcomes, checker, changed } = result
  const what = `第 ${returnNo} 份回盘 ${fileName}(${outcomes.toLocaleString('en-US')} 笔结果)`
  if (!changed) out.say(`此前已办过,未作改变:${what}。`)
  else if (checker === null) out.say(`已申请撤销${what}。待复核执行 huimin returns confirm 后生效。`)
  else out.say(`已撤销${what};这些款项又是「未回盘」,请导入更正后的回盘。`)
  return { result: { ...result } }
}
