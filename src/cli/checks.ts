import { type Command, Option } from 'commander'
import { checkRun, type RunChecks, type Waived, waiveFindings } from '../app/run/checks.ts'
import { CHECKS, CHECKS_NAME, type CheckCode, limitText } from '../checks/limits.ts'
import { type Ending, withContext } from './terminal/command.ts'
import type { Output } from './terminal/output.ts'
import { table } from './terminal/table.ts'

const CODES = Object.keys(CHECKS) as CheckCode[]

/** `huimin checks list|waive` */
export function registerChecks(program: Command): void {
  const checks = program.command('checks').description('提交前的核查:超过本局限额的金额,由复核人放行后才能提交')
  checks
    .command('list <run>')
    .description('本批次哪些金额超过限额,哪些已放行')
    .addHelpText('after', ABOUT_LIMITS)
    .action(async (number: string, _options: unknown, command: Command) => {
      await withContext(command, async (context, out) => describe(out, await checkRun(context, number)))
    })
  checks
    .command('waive <run>')
    .description('复核人放行,写明原因')
    .addOption(new Option('--check <name>', '核查项的中文名').choices(Object.values(CHECKS)).makeOptionMandatory())
    .option('--payment <no>', '只放行这一支付编号(默认该项全部)')
    .requiredOption('--why <text>', '原因或依据')
    .action(async (number: string, options: { check: string; payment?: string; why: string }, command: Command) => {
      const check = CODES.find((code) => CHECKS[code] === options.check)!
      await withContext(command, async (context, out) =>
        describeWaived(out, await waiveFindings(context, number, { ...options, check })),
      )
    })
}

const ABOUT_LIMITS = `
限额写在数据目录(HUIMIN_HOME)的 ${CHECKS_NAME} 里,没有写的不核查,例如:
  批次合计上限: 1500000.00   # 元
  合计环比: 20               # 与上月相比增减超过百分之几
  单笔上限: 20000.00         # 元
  单户环比: 100              # 同一收款人同一补贴项目,当月应发增减超过百分之几
  同一账户户数: 2            # 同一账户收几户以上的款`

function describe(out: Output, { run, limits, findings }: RunChecks): Ending {
  const named = CODES.filter((code) => limits[code] !== undefined)
  const open = findings.filter(({ waiver }) => waiver === null)
  if (named.length === 0) out.say(`没有限额:数据目录里没有 ${CHECKS_NAME},批次 ${run} 不核查。`)
  else {
    out.say(`限额:${named.map((code) => `${CHECKS[code]} ${limitText(code, limits[code]!)}`).join(',')}。`)
    if (findings.length > 0) out.say(findingsTable(findings))
    out.say(
      findings.length === 0
        ? `批次 ${run} 没有超过限额的。`
        : `共 ${findings.length} 条,已放行 ${findings.length - open.length} 条,未放行 ${open.length} 条。`,
    )
    if (open.length > 0) out.note('未放行的不能提交;确属应发的,由复核人执行 huimin checks waive 写明原因。')
  }
  const told = findings.map(({ check, subject, says, waiver }) => ({
    check: CHECKS[check],
    payment: subject === '' ? null : subject,
    says,
    waived: waiver !== null,
    why: waiver?.why ?? null,
    by: waiver?.actor ?? null,
  }))
  return { result: { run, open: open.length, findings: told } }
}

function findingsTable(findings: RunChecks['findings']): string {
  return table(
    [{ title: '核查项' }, { title: '结果' }, { title: '放行' }],
    findings.map(({ check, says, waiver }) => [
      CHECKS[check],
      says,
      waiver ? `${waiver.actor}:${waiver.why}` : '未放行',
    ]),
  )
}

function describeWaived(out: Output, { waived, before }: Waived): Ending {
  out.say(waived.length === 0 ? `这 ${before} 条先前已放行,本次未作改变。` : `已放行 ${waived.length} 条。`)
  for (const { says } of waived) out.say(`  ${says}`)
  return { result: { changed: waived.length > 0, waived: waived.length, before } }
}
