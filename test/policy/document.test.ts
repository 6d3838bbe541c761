import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readPolicyDocument } from '../../src/policy/document.ts'
import { FIRST_SET_LINE, sampleYaml, setting } from './sample.ts'

const STANDARD = setting('dibao.standard', '{urban: 640, rural: 520}')
const GOOD = sampleYaml({ sets: [STANDARD] })

/** What a file says wrong → code and line of the one problem that must come of it. */
const WRONG_FILES: [what: string, yaml: string, code: string, line: number][] = [
  ['an area without quotes', GOOD.replace('"379901"', '379901'), 'policy.area', 5],
  ['an area of five digits', GOOD.replace('379901', '37990'), 'policy.area', 5],
  ['an area of no province', GOOD.replace('379901', '999901'), 'policy.area', 5],
  ['an issued day that does not exist', GOOD.replace('2099-01-05', '2099-02-29'), 'policy.day', 4],
  ['an issued month instead of a day', GOOD.replace('2099-01-05', '2099-01'), 'policy.day', 4],
  ['no title', GOOD.replace(/^title:.*\n/m, ''), 'policy.missing', 1],
  ['an unknown key', GOOD.replace('issuer:', 'isuer: x\nissuer:'), 'policy.unknown-key', 3],
  ['a repeated key', GOOD.replace('issuer:', 'title: 又一个\nissuer:'), 'policy.duplicate-key', 3],
  ['an article without text', GOOD.replace('示例条款。', ''), 'policy.wrong-shape', 7],
  ['an article that is not there', GOOD.replace('article: 一', 'article: 三'), 'policy.unknown-article', 9],
  ['no sets', GOOD.slice(0, GOOD.indexOf('sets:')), 'policy.missing', 1],
  ['a bracket that is not closed', GOOD.replace('520}}', '520}'), 'policy.yaml-syntax', 10],
  ['a tab as indent', GOOD.replace('  一:', '\t一:'), 'policy.yaml-syntax', 7],
  ['two documents in a file', `${GOOD}---\na: 1\n`, 'policy.yaml-syntax', 10],
  [
    'an anchor that is used again',
    GOOD.replace('一: 示例', 'x: &a 示例').replace('sets:', '  一: *a\nsets:'),
    'policy.yaml-syntax',
    8,
  ],
  ['a tag', GOOD.replace('title: ', 'title: !x '), 'policy.yaml-syntax', 2],
]

const WRONG_SETS: [what: string, set: string, code: string, line?: number][] = [
  ['an unknown parameter', setting('dibao.standart', '1'), 'policy.unknown-parameter'],
  ['an object method as parameter', setting('toString', '1'), 'policy.unknown-parameter'],
  ['no value', '{parameter: dibao.method, article: 一, from: 2099-01}', 'policy.missing'],
  ['an unknown key of a set', `${setting('dibao.method', 'tiers').slice(0, -1)}, to: 2099-02}`, 'policy.unknown-key'],
  ['a month that is none', setting('dibao.method', 'tiers', 'from: 2099-13'), 'policy.month'],
  ['a month in short', setting('dibao.method', 'tiers', 'from: 2099-1'), 'policy.month'],
  ['a year as month', setting('dibao.method', 'tiers', 'from: 2099'), 'policy.month'],
  ['until before from', setting('dibao.method', 'tiers', 'from: 2099-02, until: 2099-01'), 'policy.until-before-from'],
  ['a missing residence', setting('dibao.standard', '{urban: 640}'), 'policy.missing'],
  ['a residence misspelt', setting('dibao.standard', '{urban: 640, rural: 1, rurall: 2}'), 'policy.unknown-key'],
  ['an amount below zero', setting('dibao.standard', '{urban: -640, rural: 520}'), 'policy.negative'],
  ['an amount of three decimals', setting('child-in-difficulty', '628.667'), 'policy.wrong-shape'],
  ['an amount with a separator', setting('child-in-difficulty', '"1,364"'), 'policy.wrong-shape'],
  ['an amount in powers', setting('child-in-difficulty', '1e3'), 'policy.wrong-shape'],
  ['a hexadecimal amount', setting('child-in-difficulty', '0x10'), 'policy.wrong-shape'],
  ['an amount that is not a number', setting('child-in-difficulty', '.nan'), 'policy.wrong-shape'],
  ['an amount that is a list', setting('child-in-difficulty', '[1]'), 'policy.wrong-shape'],
  ['a map where a number belongs', setting('recovery.cap', '{a: 1}'), 'policy.wrong-shape'],
  ['a number where a map belongs', setting('dibao.standard', '640'), 'policy.wrong-shape'],
  ['a list where a map belongs', setting('dibao.standard', '[640, 520]'), 'policy.wrong-shape'],
  ['an unknown method', setting('dibao.method', 'tier'), 'policy.wrong-shape'],
  ['an unknown rounding', setting('dibao.rounding', 'half-even-fen'), 'policy.wrong-shape'],
  ['a share above one', setting('dibao.single-person.share', '70'), 'policy.wrong-shape'],
  [
    'a tier of two kinds',
    setting('dibao.tiers', '{urban: {A: {yuan: 1, percent: 2}}, rural: {}}'),
    'policy.wrong-shape',
  ],
  [
    'a floor of two kinds',
    setting('dibao.minimum-payment', '{yuan: 1, percent-of-standard: 2, per: person}'),
    'policy.wrong-shape',
  ],
  ['a floor of no kind', setting('dibao.minimum-payment', '{per: person}'), 'policy.wrong-shape'],
  ['a floor per nobody', setting('dibao.minimum-payment', '{yuan: 50}'), 'policy.missing'],
  [
    'a supplement without stacking',
    setting('dibao.supplement', '{categories: [{category: 重病, percent: 30}]}'),
    'policy.missing',
  ],
  ['a supplement of no category', setting('dibao.supplement', '{stacking: sum, categories: []}'), 'policy.wrong-shape'],
  [
    'an unknown category',
    setting('dibao.supplement', '{stacking: sum, categories: [{category: 老人, percent: 1}]}'),
    'policy.wrong-shape',
  ],
  [
    'a category of two amounts',
    setting('dibao.supplement', '{stacking: sum, categories: [{category: 重病, percent: 1, yuan: 1}]}'),
    'policy.wrong-shape',
  ],
  [
    'an age of the gravely ill',
    setting('dibao.supplement', '{stacking: sum, categories: [{category: 重病, percent: 1, age: 70}]}'),
    'policy.wrong-shape',
  ],
  [
    'a category twice',
    setting('dibao.supplement', '{stacking: sum, categories: [{category: 重病, yuan: 1}, {category: 重病, yuan: 2}]}'),
    'policy.wrong-shape',
  ],
  [
    'a band upside down',
    setting('dibao.standard-band', '{urban: [0.35, 0.25], rural: [0.35, 0.45]}'),
    'policy.wrong-shape',
  ],
  [
    'a band of three',
    setting('dibao.standard-band', '{urban: [0.1, 0.2, 0.3], rural: [0.35, 0.45]}'),
    'policy.wrong-shape',
  ],
  [
    'a disregard with a wrong month',
    setting('income.disregards', '[{kind: 务工, share: 1, until: 2020}]'),
    'policy.month',
  ],
  ['taper months not in quarters', setting('taper.months', '{general: 20, disabled: 24}'), 'policy.taper-months'],
  ['taper months of zero', setting('taper.months', '{general: 0, disabled: 24}'), 'policy.taper-months'],
  [
    'ratios that stand still',
    setting('taper.retention', '{general: [1, 0.9, 0.9], disabled: linear}'),
    'policy.taper-ratios',
  ],
  ['ratios that rise', setting('taper.retention', '{general: [0.8, 0.9], disabled: linear}'), 'policy.taper-ratios'],
  ['a ratio above one', setting('taper.retention', '{general: [1.1, 0.9], disabled: linear}'), 'policy.taper-ratios'],
  ['a ratio of zero', setting('taper.retention', '{general: [1, 0], disabled: linear}'), 'policy.taper-ratios'],
  [
    'a schedule that is no list',
    setting('taper.retention', '{general: linaer, disabled: linear}'),
    'policy.wrong-shape',
  ],
  ['an empty schedule', setting('taper.retention', '{general: [], disabled: linear}'), 'policy.wrong-shape'],
  ['half a schedule', setting('taper.retention', '{general: linear}'), 'policy.missing'],
  ['a fifth grade', setting('disability.living', '{5: 10}'), 'policy.unknown-key'],
  [
    'an unknown programme in exclusions',
    setting('exclusions', '[{programmes: [tekun, dibao], keep: tekun}]'),
    'policy.unknown-programme',
  ],
  [
    'an exclusion that keeps a third',
    setting('exclusions', '[{programmes: [tekun, orphan], keep: hiv-child}]'),
    'policy.unknown-programme',
  ],
  [
    'an exclusion of one programme',
    setting('exclusions', '[{programmes: [tekun], keep: tekun}]'),
    'policy.wrong-shape',
  ],
  [
    'an exclusion of a programme with itself',
    setting('exclusions', '[{programmes: [tekun, tekun], keep: tekun}]'),
    'policy.wrong-shape',
  ],
  [
    'shares that fall short of one',
    setting('funding.shares', '{rural-dibao: {central: 0.5, county: 0.4}}'),
    'policy.funding-sum',
  ],
  ['shares of an unknown programme', setting('funding.shares', '{dibao: {county: 1}}'), 'policy.unknown-programme'],
  [
    'shares of an unknown level',
    setting('funding.shares', '{rural-dibao: {central: 0.5, village: 0.5}}'),
    'policy.unknown-key',
  ],
  ['a trigger without clauses', setting('price-subsidy.trigger', '{any: []}'), 'policy.wrong-shape'],
  ['an unknown index', setting('price-subsidy.trigger', '{any: [{index: cpi, at-least: 3}]}'), 'policy.wrong-shape'],
  [
    'a price of two kinds',
    setting('price-subsidy.amount', '{fixed: {yuan: 3}, bands: [{index: food, at-least: 3, yuan: 2}]}'),
    'policy.wrong-shape',
  ],
  ['an unknown price', setting('price-subsidy.amount', '{flat: {yuan: 3}}'), 'policy.unknown-key'],
  [
    'a fraction over zero',
    setting('price-subsidy.amount', '{standard-fraction: [{index: food, at-least: 3, fraction: 1/0}]}'),
    'policy.wrong-shape',
  ],
  [
    'a band twice',
    setting(
      'price-subsidy.amount',
      '{bands: [{index: food, at-least: 3, yuan: 2}, {index: food, at-least: 3.0, yuan: 4}]}',
    ),
    'policy.wrong-shape',
  ],
  [
    'an unknown recipient',
    setting('price-subsidy.recipients', '[{programme: pension, standard: urban}]'),
    'policy.unknown-programme',
  ],
  [
    'a recipient twice',
    setting('price-subsidy.recipients', '[{programme: tekun, standard: own}, {programme: tekun, standard: urban}]'),
    'policy.wrong-shape',
  ],
  ...['disability-living', 'disability-nursing', 'temporary-assistance', 'education-grant', 'disaster-relief'].map(
    (programme): [string, string, string] => [
      `the own standard of ${programme}`,
      setting('price-subsidy.recipients', `[{programme: ${programme}, standard: own}]`),
      'policy.recipient-without-standard',
    ],
  ),
]

describe('a document with one thing wrong', () => {
  it.each(WRONG_FILES)('%s', (_, yaml, code, line) => {
    const { document, problems } = readPolicyDocument('示例.yaml', yaml)
    expect(document).toBeNull()
    expect(problems[0]).toMatchObject({ code, file: '示例.yaml', line, severity: 'error' })
    if (code !== 'policy.yaml-syntax') expect(problems).toHaveLength(1)
  })

  it.each(WRONG_SETS)('%s', (_, set, code) => {
    const { document, problems } = readPolicyDocument('示例.yaml', sampleYaml({ sets: [STANDARD, set] }))
    expect(document).toBeNull()
    expect(problems[0]).toMatchObject({ code, file: '示例.yaml', line: FIRST_SET_LINE + 1, severity: 'error' })
  })

  it.each([...WRONG_FILES, ...WRONG_SETS])('is told in Chinese, with a remedy: %s', (_, text) => {
    const yaml = text.startsWith('{') ? sampleYaml({ sets: [text] }) : text
    for (const { message, remedy } of readPolicyDocument('示例.yaml', yaml).problems) {
      expect(message).toMatch(/[\u4e00-\u9fff].*。$/)
      expect(message).not.toMatch(/Invalid|expected|received|undefined|\[object/)
      expect(remedy).toMatch(/[\u4e00-\u9fff].*。$/)
    }
  })
})

it('names the line inside a value that spans several', () => {
  const yaml = `${sampleYaml({ sets: [] })}  - parameter: taper.retention
    article: 一
    from: 2099-01
    value:
      general: linear
      disabled:
        - 1
        - 0.8
        - 0.9
`
  const { problems } = readPolicyDocument('示例.yaml', yaml)
  expect(problems.map(({ code, line }) => [code, line])).toEqual([['policy.taper-ratios', 17]])
  expect(problems[0]!.message).toBe(
    '「taper.retention」的 disabled 第 3 项 第 3 季的比例 0.9 不低于上一季的 0.8(要逐季递减)。',
  )
})

it('finds every mistake of a file at once', () => {
  const sets = [
    setting('dibao.method', 'x'),
    setting('nothing', '1'),
    setting('taper.months', '{general: 1, disabled: 2}'),
  ]
  const { problems } = readPolicyDocument('示例.yaml', sampleYaml({ area: 'x', sets }))
  expect(problems.map(({ code, line }) => `${line} ${code}`)).toEqual([
    '5 policy.area',
    '9 policy.wrong-shape',
    '10 policy.unknown-parameter',
    '11 policy.taper-months',
    '11 policy.taper-months',
  ])
})

it.each(['', '[]', 'just text', '# only a comment\n', 'null'])('refuses a file that holds no map: %j', (yaml) => {
  const { document, problems } = readPolicyDocument('示例.yaml', yaml)
  expect(document).toBeNull()
  expect(problems).not.toEqual([])
})

it.each([
  ['brackets', '['.repeat(200_000)],
  ['braces', '{a: '.repeat(100_000)],
  ['braces line by line', '{a:\n'.repeat(100_000)],
  ['dashes', '- '.repeat(9_000)],
  ['a line without end', `title: ${'长'.repeat(500_000)}`],
])('refuses endless %s instead of running out of memory', (_, yaml) => {
  const { problems } = readPolicyDocument('示例.yaml', yaml)
  expect(problems).toMatchObject([{ code: 'policy.yaml-syntax', file: '示例.yaml' }])
})

it('never fails on a document with a few characters changed, and tells each fault in Chinese', () => {
  const yaml = sampleYaml({ sets: [STANDARD, setting('taper.retention', '{general: linear, disabled: [1, 0.5]}')] })
  const edit = fc.tuple(fc.nat(yaml.length), fc.nat(4), fc.constantFrom(...':[{"\'-*&!#,}]%@|> \n\t0一'))
  fc.assert(
    fc.property(fc.array(edit, { minLength: 1, maxLength: 4 }), (edits) => {
      const text = edits.reduce((t, [at, cut, put]) => t.slice(0, at) + put + t.slice(at + cut), yaml)
      const { document, problems } = readPolicyDocument('示例.yaml', text)
      expect(document === null).toBe(problems.length > 0)
      for (const { message, line } of problems) {
        expect(message).toMatch(/[\u4e00-\u9fff]/)
        expect(message).not.toMatch(/Invalid|undefined|\[object/)
        expect(line).toBeGreaterThan(0)
      }
    }),
    { numRuns: 1000 },
  )
})
