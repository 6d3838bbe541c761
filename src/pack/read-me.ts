import { formatYuanGrouped } from '../kernel/money.ts'
import { REPORT_BOM } from '../kernel/report-csv.ts'
import { type Balance, balances } from './balances.ts'

/** What 读我.txt tells of the run and the pack. Nothing in it hangs on when it is written. */
export interface ReadMeFacts {
  readonly run: string
  readonly county: string
  readonly month: string
  readonly kind: string
  readonly state: string
  readonly unmask: boolean
  readonly maker: string
  readonly checker: string
  readonly approvedAt: string
  readonly seal: string
  readonly policyRevision: number
  readonly codeRevision: string
  /** The instant of the last change the pack knows, and the day as of which breaks are aged. */
  readonly until: string
  readonly asOf: string
  readonly audit: { readonly no: number; readonly hash: string }
  readonly files: readonly { readonly file: string; readonly says: string; readonly rows: number | null }[]
  readonly balances: readonly Balance[]
  readonly sample: { readonly households: number; readonly lines: number; readonly differing: number }
  /** What was found wrong while the pack was written, a sentence each. */
  readonly findings: readonly string[]
}

/** 读我.txt: what each file is, what must add up to what, and how to check it with a spreadsheet and sha256sum alone. */
export function readMe(facts: ReadMeFacts): string {
  const parts = [
    head(facts),
    ['一、每个文件是什么', ...fileLines(facts)],
    ['二、什么必须等于什么(元)', ...balanceLines(facts)],
    ['三、怎样检查:只需要电子表格和 sha256sum,不需要本程序', ...howToCheck(facts)],
    ['四、写出本包时查出的问题', ...(facts.findings.length > 0 ? facts.findings : ['没有。'])],
  ]
  return REPORT_BOM + parts.map((lines) => `${lines.join('\r\n')}\r\n`).join('\r\n')
}

function head(facts: ReadMeFacts): string[] {
  const masked = facts.unmask
    ? '【含完整身份证号和账号】本包写出时已记入审计链。请按涉密资料保管,不得转发。'
    : '身份证号和账号已遮盖(留首尾各四位;账号留末四位);人手写的文字里 15 位以上的数字也已遮盖。'
  return [
    `审计资料包  批次 ${facts.run}`,
    '',
    `区县 ${facts.county}  月份 ${facts.month}  种类 ${facts.kind}  现状 ${facts.state}`,
    `经办 ${facts.maker}  复核 ${facts.checker}  复核时间 ${facts.approvedAt}`,
    `封存校验值 ${facts.seal}`,
    `政策版本 ${facts.policyRevision}  程序版本 ${facts.codeRevision}`,
    `资料截至 ${facts.until}(最后一次变动);差异的账龄算到 ${facts.asOf}`,
    `审计链:共 ${facts.audit.no} 条,末条校验值 ${facts.audit.hash}`,
    masked,
  ]
}

function fileLines({ files }: ReadMeFacts): string[] {
  const listed = files.map(({ file, says, rows }) => `${file}${rows === null ? '' : `(${rows} 行)`}:${says}`)
  return [
    ...listed,
    '清单.csv:以上每个文件和本文件的字节数、SHA-256 与 SM3。',
    'SHA256SUMS:供 sha256sum -c 核对,包括清单.csv。',
    '行数不含表头和合计行。没有可写内容的表只有表头。',
  ]
}

function balanceLines({ balances: all }: ReadMeFacts): string[] {
  return [
    ...all.map((one, i) => {
      const sign = balances(one) ? '=' : '≠'
      const right = one.rightFen === one.leftFen ? '' : ` ${formatYuanGrouped(one.rightFen)}`
      return `${i + 1}. ${one.left} ${formatYuanGrouped(one.leftFen)} ${sign} ${one.right}${right}`
    }),
    '同样的内容在 核对表.csv。',
  ]
}

function howToCheck(facts: ReadMeFacts): string[] {
  const { county, seal, sample, audit, unmask } = facts
  const paymentFiles = unmask
    ? '4. 发放文件:发放/ 目录里就是送银行的文件,其 SHA-256 应与 发放/发放文件.csv 和各自的 .manifest.json 相同。'
    : '4. 发放文件:内有完整账号,不在本包内。在存放它们的目录(或向银行取得的文件旁)执行 sha256sum -c 发放文件.sha256(该文件在 发放/),每行应为 OK。'
  return [
    '1. 字节:在本目录执行 sha256sum -c SHA256SUMS,每行应为 OK。没有 sha256sum 的电脑可用 certutil -hashfile 文件名 SHA256 逐个比对。',
    '2. 金额:用电子表格打开 CSV,对「二」所列的列求和。对账/ 下的表最后一行是合计,求和时不要算进去,它应等于上面各行之和。',
    '3. 逐笔:在 发放/支付清单.csv 旁用 SUMIF 把 发放/明细去向.csv 的「金额」按「支付编号」汇总,每一笔都应等于支付清单的「金额」;明细去向与发放明细按「行号」一一对应,金额相同。',
    paymentFiles,
    '5. 两人:审批/审批记录.csv 中「提交」与「复核通过」的封存校验值相同,操作人不同,复核人也不是开批次人。',
    '6. 政策:政策/ 下每个文件的 SHA-256 应等于 政策/政策文件.csv 所记;政策/参数取值.csv 的每个取值都注明文号和条,可在原文中找到。',
    `7. 抽样:抽样/抽样重算.txt 有 ${sample.households} 户、${sample.lines} 行的全部算式和条文,可用计算器复算。抽哪些户由封存校验值决定,复核之前无人知道:把封存校验值和家庭编号连在一起求 SHA-256,从小到大取。可自行验证:printf '%s%s' ${seal} 家庭编号 | sha256sum`,
    `8. 审计链:审计/审计链.csv 每行的「前一校验值」等于上一行的「校验值」(首行为 64 个 0),末行应为第 ${audit.no} 条、${audit.hash}。一行的校验值可自行算出:printf '%s\\0%s\\0%s\\0%s\\0%s\\0%s\\0%s' 前一校验值 ${county} 序号 时间 操作人 动作 内容 | sha256sum(各项加引号;单元格开头为防公式而加的一个 ' 不算)。「已遮盖」为是的行内容不全,不能这样算,只能核对前后相接。`,
  ]
}
