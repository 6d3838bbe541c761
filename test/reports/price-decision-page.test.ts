import stringWidth from 'string-width'
import { describe, expect, test } from 'vitest'
import { describePage } from '../../src/cli/price-page.ts'
import type { AreaDecision, PriceDecisionReport } from '../../src/reports/price-decision.ts'
import { askedFigures } from '../../src/reports/price-decision-change.ts'
import { renderPageHtml } from '../../src/reports/price-decision-html.ts'
import { decisionPage } from '../../src/reports/price-decision-page.ts'
import { priceTerms } from '../../src/reports/price-decision-terms.ts'
import { decidePrice } from '../../src/rules/price-subsidy/decide-price.ts'
import { buildIndexBook, type IndexFigure } from '../../src/rules/price-subsidy/index-book.ts'
import { policyOf, type Values } from '../rules/policy-of.ts'
import { figure, MONTH, RULES } from '../rules/price-subsidy/example-month.ts'

const FIGURES = [
  figure('food', '8.3'),
  figure('low-income-living-cost', '4.2', { area: '3799', publishedOn: '2019-08-12' }),
]
const GROUP = {
  programme: 'urban-dibao',
  standard: '城市低保标准',
  persons: 2,
  totalFen: 4956n,
  amounts: [{ formula: '590.00×4.2%', amountFen: 2478n, persons: 2 }],
}

function areaOf(figures: readonly IndexFigure[], values: Values = RULES, area = '379901'): AreaDecision {
  const knowledge = { lookup: policyOf(values), indices: buildIndexBook(figures) }
  const decision = decidePrice({ area, month: MONTH }, knowledge.lookup, knowledge.indices)
  return {
    decision,
    figures: askedFigures(decision, knowledge),
    bases: { trigger: '示例民发〔2099〕1号 一', recipients: '示例民发〔2099〕1号 三' },
    terms: priceTerms(knowledge.lookup),
    recipients: decision.outcome === 'fired' ? [GROUP] : [],
  }
}

function reportOf(change: Partial<PriceDecisionReport> = {}): PriceDecisionReport {
  return {
    run: { number: '379901-201907-P1', county: '379901', month: MONTH, state: 'calculated' },
    attempt: 1,
    calculatedAt: '2019-08-20 09:00',
    policyRevision: 3,
    areas: [areaOf(FIGURES)],
    differences: [],
    totals: { lines: 2, persons: 2, totalFen: 4956n, payments: 1, heldPayments: 0, heldFen: 0n },
    listed: [],
    changes: [],
    signed: { maker: '示例经办', checker: null, approvedOn: null },
    ...change,
  }
}

const cellsOf = (report: PriceDecisionReport) =>
  decisionPage(report).sections.flatMap(({ table }) => (table ? table.rows.map((row) => row.join('|')) : []))
const notesOf = (report: PriceDecisionReport) => decisionPage(report).sections.flatMap(({ notes }) => notes)

describe('what the page says', () => {
  test('every figure with value, day and place; every clause with its article; what is paid, by what arithmetic', () => {
    expect(cellsOf(reportOf())).toEqual([
      '低收入居民基本生活费用|4.2%|2019-08-12|区划 3799|启动、计算金额',
      '食品价格|8.3%|2019-08-10|区划 379901|启动',
      '低收入居民基本生活费用同比涨幅达到 5%|4.2%|未达到|示例民发〔2099〕1号 一',
      '食品价格同比涨幅达到 6%|8.3%|达到|示例民发〔2099〕1号 一',
      '每人补贴|所适用标准×低收入居民基本生活费用同比涨幅|示例民发〔2099〕1号 price-subsidy.amount',
      '倍数|1 倍(没有文件规定加倍)|—',
      '最低额|不设|—',
      '取整|四舍五入到分|—',
      '城市低保|城市低保标准|590.00×4.2%|2|24.78|49.56',
      '合计|||2||49.56',
    ])
    expect(notesOf(reportOf())).toContain('发放明细 2 行 49.56 元 = 支付 1 笔 49.56 元。')
    expect(decisionPage(reportOf()).decided[0]).toMatch(
      /2019-07 指数月份食品价格涨幅达到启动条件.*发放 2 人,49.56 元。$/,
    )
  })

  test.each<[what: string, figures: IndexFigure[], values: Values, decided: RegExp, cell: string]>([
    [
      'not fired',
      [figure('food', '5.9'), figure('low-income-living-cost', '4.9')],
      RULES,
      /不启动/,
      '食品价格|5.9%|2019-08-10|区划 379901|启动',
    ],
    [
      'a figure is missing',
      [figure('food', '5.9')],
      RULES,
      /缺少必需的价格指数,不能判定是否启动/,
      '低收入居民基本生活费用|未发布|—|—|启动、计算金额',
    ],
    [
      'the price lacks its figure',
      [figure('food', '6')],
      RULES,
      /不能计算补贴金额/,
      '食品价格同比涨幅达到 6%|6%|达到|示例民发〔2099〕1号 一',
    ],
  ])('%s: nobody is paid', (_what, figures, values, decided, cell) => {
    const totals = { lines: 0, persons: 0, totalFen: 0n, payments: 0, heldPayments: 0, heldFen: 0n }
    const report = reportOf({ areas: [areaOf(figures, values)], totals })
    expect(decisionPage(report).decided).toEqual([expect.stringMatching(decided)])
    expect(cellsOf(report)).toContain(cell)
    expect(cellsOf(report).join()).not.toContain('合计')
    expect(notesOf(report)).toContain('发放明细 0 行 0.00 元 = 支付 0 笔 0.00 元。')
  })

  test('no document sets a trigger', () => {
    const page = decisionPage(reportOf({ areas: [areaOf(FIGURES, {})] }))
    expect(page.decided).toEqual([expect.stringContaining('没有文件规定参数 price-subsidy.trigger')])
    expect(page.sections[0]!.notes).toContain('没有文件规定要看哪些指数。')
  })

  test('a group of many amounts is told by its range, one that nobody belongs to by nought', () => {
    const amounts = [1000n, 1100n, 1200n, 1300n].map((amountFen, i) => ({ formula: `${i}`, amountFen, persons: 1 }))
    const groups = [
      { programme: 'unsupported-child', standard: '本人补助标准', persons: 4, totalFen: 4600n, amounts },
      { programme: 'orphan', standard: '', persons: 0, totalFen: 0n, amounts: [] },
    ]
    const report = reportOf({ areas: [{ ...areaOf(FIGURES), recipients: groups }] })
    expect(cellsOf(report).slice(-3)).toEqual([
      '事实无人抚养儿童|本人补助标准|0 至 3|4|10.00~13.00|46.00',
      '孤儿|—|—|0|—|0.00',
      '合计|||4||46.00',
    ])
  })

  test('several places and earlier months have a table of totals', () => {
    const areas = [
      areaOf(FIGURES),
      areaOf([figure('food', '1'), figure('low-income-living-cost', '1')], RULES, '379901001'),
    ]
    const differences = [
      { month: '2019-05', type: 'arrears', persons: 3, totalFen: 1000n },
      { month: '2019-06', type: 'recovery', persons: 1, totalFen: -56n },
    ]
    const totals = { lines: 6, persons: 4, totalFen: 5900n, payments: 3, heldPayments: 1, heldFen: 24n }
    const report = reportOf({ areas, differences, totals })
    expect(decisionPage(report).sections.map(({ heading }) => heading)).toEqual([
      '一、已发布的价格指数(区划 379901)',
      '二、启动条件,达到任一项即启动(区划 379901)',
      '三、补贴标准(区划 379901)',
      '四、发放对象和金额(区划 379901)',
      '五、已发布的价格指数(区划 379901001)',
      '六、启动条件,达到任一项即启动(区划 379901001)',
      '七、本批次合计',
      '八、列出的情形',
      '九、指数修订',
    ])
    expect(cellsOf(report).slice(-4)).toEqual([
      '2019-07|正常|2|49.56',
      '2019-05|补发|3|10.00',
      '2019-06|追回|1|-0.56',
      '合计||4|59.00',
    ])
    expect(notesOf(report)).toContain('发放明细 6 行 59.00 元 = 支付 3 笔 59.00 元,其中暂缓 1 笔 0.24 元。')
  })

  test('who is listed: the first of many, all of few', () => {
    const one = {
      effect: 'held',
      code: 'payment.no-account',
      count: 9,
      example: '应发 1.00 元。请导入账户。',
      households: ['示-1', '示-2'],
    }
    const listed = [
      one,
      { ...one, effect: 'not-paid', count: 2 },
      { ...one, effect: 'warning', count: 1, households: [] },
    ]
    expect(cellsOf(reportOf({ listed })).slice(-3)).toEqual([
      '暂缓|9|应发 1.00 元。|示-1 等',
      '未发|2|应发 1.00 元。|示-1、示-2',
      '提示|1|应发 1.00 元。|—',
    ])
  })

  test('a figure revised since an earlier run, with what was decided then and now', () => {
    const [before, now] = [areaOf([FIGURES[1]!]).decision, areaOf(FIGURES).decision]
    const figures = [{ index: 'food' as const, before: null, now: FIGURES[0]! }]
    const change = { area: '379901', month: MONTH, figures, documents: true, before, now }
    const changes = [
      { month: '2019-05', run: '甲', change: null },
      { month: MONTH, run: '乙', change },
    ]
    expect(cellsOf(reportOf({ changes })).at(-1)).toBe('2019-07|乙|食品价格|未发布|8.3%(区划 379901,2019-08-10 发布)')
    expect(notesOf(reportOf({ changes })).slice(-3)).toEqual([
      '2019-05 此前计算所用的指数没有修订。',
      expect.stringMatching(/^此前:2019-07 区划 379901 无法判定/),
      expect.stringMatching(/^本次:2019-07 区划 379901 启动价格补贴.*政策文件也有变动/),
    ])
  })
})

describe('who signs', () => {
  const approved = { maker: '示例经办', checker: '示例复核', approvedOn: '2019-08-21' }
  test.each<[state: 'calculated' | 'submitted' | 'approved' | 'void', checked: boolean, notice: string | null]>([
    ['calculated', false, '尚未复核,不得据此发放。'],
    ['submitted', false, '尚未复核,不得据此发放。'],
    ['approved', true, null],
    ['void', false, '本批次已作废,不得据此发放。'],
  ])('%s', (state, checked, notice) => {
    const run = { ...reportOf().run, state }
    const page = decisionPage(reportOf({ run, ...(checked && { signed: approved }) }))
    expect(page.notice).toBe(notice)
    expect(page.signatures).toEqual([
      ['经办', checked ? '示例经办' : ''],
      ['复核', checked ? '示例复核' : ''],
      ['日期', checked ? '2019-08-21' : ''],
    ])
  })
})

describe('on paper and on the terminal', () => {
  const listed = [
    { effect: 'warning', code: 'x', count: 1, example: '<script>alert("1")</script>&', households: ['<b>'] },
  ]
  const html = renderPageHtml(decisionPage(reportOf({ listed })))

  test('the file stands alone: no script, nothing from outside, texts made harmless', () => {
    expect(html).not.toMatch(/<script|<b>|https?:|url\(|@import|<link|<img|src=/i)
    expect(html).toContain('&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;&amp;')
    expect(html).toContain(`content="default-src 'none'; style-src 'unsafe-inline'"`)
    expect(html).toContain('<html lang="zh-CN">')
    expect(html.match(/<table>/g)).toHaveLength(html.match(/<\/table>/g)!.length)
  })

  test('both say the same', () => {
    const text = describePage(decisionPage(reportOf()))
    const paper = renderPageHtml(decisionPage(reportOf()))
    for (const { table } of decisionPage(reportOf()).sections)
      for (const cell of table?.rows.flat() ?? [])
        expect([text.includes(cell), paper.includes(cell)]).toEqual([true, true])
    expect(text).toContain('经办:____________')
  })

  test('columns line up with Chinese characters', () => {
    const lines = describePage(decisionPage(reportOf())).split('\n')
    const at = lines.findIndex((line) => line.startsWith('指标'))
    const rises = [lines[at + 2]!, lines[at + 3]!].map((line) => stringWidth(line.slice(0, line.indexOf('%'))))
    expect(new Set(rises).size).toBe(1)
  })
})
