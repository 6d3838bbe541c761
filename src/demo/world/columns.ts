/** The kinds of input files in the order in which they are imported, what operators call them, and their columns. */
export const DEMO_FILES = {
  households: { name: '家庭', columns: '家庭编号 户主身份证号 区划代码 城乡类别 家庭人口 地址 生效月份'.split(' ') },
  members: {
    name: '成员',
    columns:
      '家庭编号 姓名 身份证号 与户主关系 保障对象 残疾类别 残疾等级 重病 丧失劳动能力 单亲 在校 死亡日期 失效月份 生效月份'.split(
        ' ',
      ),
  },
  incomes: { name: '收入', columns: '家庭编号 身份证号 收入类别 月收入 起始月份 终止月份'.split(' ') },
  enrolments: {
    name: '待遇',
    columns: '待遇编号 项目 家庭编号 身份证号 起始月份 终止月份 终止原因 审批文号 类别 核定金额 倍数 复核月份'.split(
      ' ',
    ),
  },
  accounts: { name: '账户', columns: '身份证号 户名 账号 账户类型 开户银行 代领人身份证号 启用月份'.split(' ') },
  indices: { name: '价格指数', columns: '区划代码 月份 指标 同比涨幅 发布日期'.split(' ') },
  matches: { name: '核对结果', columns: '身份证号 来源 结果 日期 备注'.split(' ') },
} as const

export type DemoKind = keyof typeof DEMO_FILES

/** A row's cells in the order of its kind's columns. */
export type DemoRow = readonly string[]

/** Rows of every kind. */
export type DemoRows = Readonly<Record<DemoKind, readonly DemoRow[]>>

export const DEMO_KINDS = Object.keys(DEMO_FILES) as DemoKind[]
export const NO_ROWS: DemoRows = {
  ...{ households: [], members: [], incomes: [], enrolments: [], accounts: [], indices: [], matches: [] },
}
