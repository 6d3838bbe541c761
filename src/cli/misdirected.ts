import { type Command, InvalidArgumentError } from 'commander'
import type { Context } from '../access/context.ts'
import { confirmMisdirected } from '../app/reissue/misdirected-confirm.ts'
import { misdirectedClaims } from '../app/reissue/misdirected-list.ts'
import type { MisdirectedResult } from '../app/reissue/misdirected-payment.ts'
import { recordMisdirected } from '../app/reissue/misdirected-record.ts'
import { recordRepayment } from '../app/reissue/misdirected-repaid.ts'
import { type Fen, formatYuan, formatYuanGrouped, parseYuan } from '../kernel/money.ts'
import { programmeName } from '../policy/programmes.ts'
import { withContext } from './terminal/command.ts'
import { table } from './terminal/table.ts'

const HELP = `
银行说已发成功、钱却进了别人账户的款项(错发):
  1. huimin misdirected record 批次 --payment 编号 --why 原因    经办登记
  2. huimin misdirected confirm 批次 --payment 编号              另一位复核人确认,从此向错收人追款
  3. huimin import accounts …,再 huimin reissue 批次            发给对的人(只能发到更正后的账户)
  4. huimin misdirected repaid 批次 --payment 编号 --amount 元 --why 凭证   收到还款一次记一次`

type Said = { readonly payment: string; readonly why: string; readonly receivedBy?: string; readonly amount: Fen }

/** `huimin misdirected record | confirm | repaid | list` */
export function registerMisdirected(program: Command): void {
  const misdirected = program
    .command('misdirected')
    .description('错发追回:发到错误账户的款项,登记、确认、追款、记还款')
    .addHelpText('after', HELP)
  step(misdirected, 'record', '经办登记:这笔已发成功的款项进了错误的账户')
    .requiredOption('--why <text>', '怎么发现的,错在哪里')
    .option('--received-by <id>', '实际收款人身份证号(知道时)')
    .action(
      run('已登记为错发,请复核人确认', (context, number, { payment, ...said }) =>
        recordMisdirected(context, number, payment, said),
      ),
    )
  step(misdirected, 'confirm', '复核人确认错发(不能是登记人)').action(
    run('已确认错发', (context, number, { payment }) => confirmMisdirected(context, number, payment)),
  )
  step(misdirected, 'repaid', '登记错收人还款')
    .requiredOption('--amount <yuan>', '还款金额(元)', yuan)
    .requiredOption('--why <text>', '凭证或说明')
    .action(
      run('已登记还款', (context, number, { payment, amount, why }) =>
        recordRepayment(context, number, payment, { amountFen: amount, why }),
      ),
    )
  registerList(misdirected)
}

function step(parent: Command, name: string, description: string): Command {
  return parent.command(`${name} <run>`).description(description).requiredOption('--payment <no>', '支付编号')
}

function run(done: string, take: (context: Context, number: string, said: Said) => Promise<MisdirectedResult>) {
  return async (number: string, said: Said, command: Command) => {
    await withContext(command, async (context, out) => {
      const { paymentNo, amountFen, balanceFen, changed } = await take(context, number, said)
      const owed = balanceFen > 0n ? `,尚欠 ${formatYuanGrouped(balanceFen)} 元` : ''
      out.say(
        changed
          ? `${paymentNo}(${formatYuanGrouped(amountFen)} 元):${done}${owed}。`
          : `${paymentNo}:此前已办,未作改变。`,
      )
      const amounts = { amountYuan: formatYuan(amountFen), balanceYuan: formatYuan(balanceFen) }
      return { result: { run: number, payment: paymentNo, ...amounts, changed } }
    })
  }
}

function yuan(text: string): Fen {
  const fen = parseYuan(text)
  if (fen === null) throw new InvalidArgumentError('请写成 1010.00 这样的元')
  return fen
}

function registerList(misdirected: Command): void {
  misdirected
    .command('list')
    .description('全部错发款项:追回多少,尚欠多少,对的人发了没有')
    .option('--county <code>', '6 位区县代码(默认全部)')
    .action(async ({ county }: { county?: string }, command: Command) => {
      await withContext(command, async (context, out) => {
        const claims = await misdirectedClaims(context, county)
        out.say(claims.length === 0 ? '没有登记过错发。' : claimTable(claims))
        const balance = claims.reduce((sum, { balanceFen }) => sum + balanceFen, 0n)
        return { result: { balanceYuan: formatYuan(balance), claims: claims.map(claimJson) } }
      })
    })
}

type ListedClaim = Awaited<ReturnType<typeof misdirectedClaims>>[number]

const OUTCOMES: Record<string, string> = { paid: '已发', failed: '退回' }

function claimTable(claims: readonly ListedClaim[]): string {
  const rows = claims.map((claim) => [
    claim.run,
    claim.paymentNo,
    programmeName(claim.item),
    formatYuanGrouped(claim.amountFen),
    claim.checker === null ? '待复核' : '已确认',
    claim.receivedBy ?? '',
    formatYuanGrouped(claim.repaidFen),
    formatYuanGrouped(claim.balanceFen),
    claim.again.map((one) => `${one.paymentNo} ${OUTCOMES[one.outcome ?? ''] ?? '未回盘'}`).join('、'),
    claim.why,
  ])
  const total = (of: (claim: ListedClaim) => Fen) =>
    formatYuanGrouped(claims.reduce((sum, claim) => sum + of(claim), 0n))
  const sums = [total((c) => c.amountFen), '', '', total((c) => c.repaidFen), total((c) => c.balanceFen)]
  rows.push(['合计', `${claims.length} 笔`, '', ...sums, '', ''])
  const titles = ['批次', '支付编号', '补贴项目', '错发(元)', '状态', '错收人', '已还(元)', '尚欠(元)', '重发', '原因']
  return table(
    titles.map((title) => ({ title, align: title.endsWith('(元)') ? 'right' : 'left' })),
    rows,
  )
}

function claimJson(claim: ListedClaim) {
  return {
    ...{ county: claim.county, run: claim.run, payment: claim.paymentNo, item: claim.item, why: claim.why },
    ...{ state: claim.checker === null ? 'recorded' : 'confirmed', maker: claim.maker, checker: claim.checker },
    ...{ receivedBy: claim.receivedBy, amountYuan: formatYuan(claim.amountFen) },
    ...{ repaidYuan: formatYuan(claim.repaidFen), balanceYuan: formatYuan(claim.balanceFen) },
    reissued: claim.again.map(({ run, paymentNo, outcome }) => ({ run, payment: paymentNo, outcome })),
  }
}
