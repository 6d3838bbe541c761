import type { Command } from 'commander'
import {
  listRecoveries,
  type RecoveryRecorded,
  type RecoveryRequest,
  recordCash,
  waiveRecovery,
} from '../app/calculate/recover.ts'
import type { RecoveryBalance } from '../calculation/arrears/recovery-balance.store.ts'
import { formatYuan, formatYuanGrouped } from '../kernel/money.ts'
import { programmeName } from '../policy/programmes.ts'
import { COMPONENT_NAMES } from './run-words.ts'
import { type Ending, withContext } from './terminal/command.ts'
import type { Output } from './terminal/output.ts'
import { table } from './terminal/table.ts'

/** `huimin recover list|record-cash|waive` */
export function registerRecover(program: Command): void {
  const recover = program.command('recover').description('追回:尚未扣回的余额、收回现金、免予追回')
  recover
    .command('list')
    .description('每户每人还有多少没有扣回,为什么')
    .requiredOption('--county <code>', '6 位区县代码')
    .action(async (options: { county: string }, command: Command) => {
      await withContext(command, async (context, out) =>
        describeBalances(out, await listRecoveries(context, options.county)),
      )
    })
  entry(recover, 'record-cash', '经办登记收回的现金,以后各期少扣这么多')
    .requiredOption('--amount <yuan>', '收回的元')
    .action(async (options: RecoveryRequest, command: Command) => {
      await withContext(command, async (context, out) =>
        describeRecorded(out, '已登记收回', await recordCash(context, options)),
      )
    })
  entry(recover, 'waive', '复核人批准免予追回,写明原因')
    .option('--amount <yuan>', '免予追回的元(默认全部)')
    .action(async (options: RecoveryRequest, command: Command) => {
      await withContext(command, async (context, out) =>
        describeRecorded(out, '已免予追回', await waiveRecovery(context, options)),
      )
    })
}

function entry(recover: Command, name: string, description: string): Command {
  return recover
    .command(name)
    .description(description)
    .requiredOption('--county <code>', '6 位区县代码')
    .option('--household <no>', '家庭编号')
    .option('--id <number>', '身份证号')
    .option('--programme <name>', '项目的中文名或代码')
    .option('--month <month>', '多发的享受月份')
    .requiredOption('--why <text>', '原因、收据号或批准文号')
    .addHelpText('after', '\n--household 和 --id 至少写一个;一笔钱按享受月份从早到晚冲减。')
    .hook('preAction', (_, action) => {
      const { household, id } = action.opts()
      if (household === undefined && id === undefined)
        action.error('error: 请用 --household 或 --id 说明是谁的款项', { exitCode: 2 })
    })
}

function describeBalances(out: Output, balances: readonly RecoveryBalance[]): Ending {
  const total = balances.reduce((sum, { openFen }) => sum + openFen, 0n)
  out.say(balances.length === 0 ? '没有尚未扣回的款项。' : balanceTable(balances))
  if (balances.length > 0) out.say(`\n共 ${balances.length} 笔,尚未扣回 ${formatYuanGrouped(total)} 元。`)
  return { result: { openYuan: formatYuan(total), balances: balances.map(toJson) } }
}

function balanceTable(balances: readonly RecoveryBalance[]): string {
  const right = { align: 'right' } as const
  return table(
    [
      { title: '家庭编号' },
      { title: '姓名' },
      { title: '项目' },
      { title: '享受月份' },
      { title: '多发', ...right },
      { title: '已扣', ...right },
      { title: '已交回或免', ...right },
      { title: '未扣回', ...right },
      { title: '原因' },
    ],
    balances.map((one) => [
      one.householdNo,
      one.diedOn ? `${one.name}(已故)` : one.name,
      `${programmeName(one.programme)} ${COMPONENT_NAMES[one.component] ?? one.component}`,
      one.benefitMonth,
      formatYuanGrouped(one.claimFen),
      formatYuanGrouped(one.takenFen),
      formatYuanGrouped(one.enteredFen),
      formatYuanGrouped(one.openFen),
      one.reason,
    ]),
  )
}

function toJson(one: RecoveryBalance) {
  const { run, householdNo, name, programme, component, benefitMonth, diedOn, basis } = one
  return {
    run,
    household: householdNo,
    ofPerson: one.personNo !== 0,
    name,
    programme,
    component,
    benefitMonth,
    claimYuan: formatYuan(one.claimFen),
    takenYuan: formatYuan(one.takenFen),
    enteredYuan: formatYuan(one.enteredFen),
    openYuan: formatYuan(one.openFen),
    died: diedOn !== null,
    basis,
  }
}

function describeRecorded(out: Output, done: string, recorded: RecoveryRecorded): Ending {
  const { entries, totalFen, leftFen, earlier } = recorded
  const left = `还有 ${formatYuan(leftFen)} 元未扣回。`
  if (earlier) {
    out.say(`这一笔「${earlier.actor}」已于 ${earlier.at.slice(0, 16)} 登记,本次未作改变,${left}`)
    out.note('确是另一笔的,请在 --why 里写明它自己的收据号或批准文号。')
  } else out.say(`${done} ${formatYuan(totalFen)} 元(${entries.length} 笔),${left}`)
  if (!earlier) out.note('已算未导出的批次请再执行一次 huimin run calculate,才会按此计算。')
  return {
    result: {
      changed: earlier === null,
      amountYuan: formatYuan(totalFen),
      leftYuan: formatYuan(leftFen),
      entries: entries.map(({ householdNo, programme, component, benefitMonth, amountFen }) => ({
        household: householdNo,
        programme,
        component,
        benefitMonth,
        amountYuan: formatYuan(amountFen),
      })),
    },
  }
}
