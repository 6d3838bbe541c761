import type { Command } from 'commander'
import { checkPolicies } from '../app/policy/policy-check.ts'
import { loadPolicies } from '../app/policy/policy-load.ts'
import { type PolicyAnswer, type PolicyQuestion, policyTimeline, showPolicy } from '../app/policy/policy-show.ts'
import { describeValue } from '../policy/describe-value.ts'
import type { Entry } from '../policy/entry.ts'
import { PARAMETERS } from '../policy/parameter-definitions.ts'
import type { Span } from '../policy/timeline.ts'
import { conclude, withContext } from './terminal/command.ts'
import { pairs, table } from './terminal/table.ts'

/** `huimin policy load | check | show | timeline` */
export function registerPolicy(program: Command): void {
  const policy = program.command('policy').description('政策文件与参数')
  registerLoad(policy)
  registerCheck(policy)
  registerShow(policy)
  registerTimeline(policy)
}

function registerLoad(policy: Command): void {
  policy
    .command('load [paths...]')
    .description('载入政策文件(目录或文件;不写则载入随程序提供的文件)')
    .action(async (paths: string[], _options: unknown, command: Command) => {
      await withContext(command, async (context, out) => {
        const { revision, loaded, unchanged, warnings } = await loadPolicies(context, paths)
        const same = unchanged.length > 0 ? `${unchanged.length} 份文件与已载入的相同` : ''
        if (loaded.length === 0) out.say(`${same},未作改变;仍是政策版本 ${revision}。`)
        else out.say(`已载入 ${loaded.length} 份文件,政策版本 ${revision}${same && `(另有 ${same})`}:`)
        for (const document of loaded) out.say(`  ${document}`)
        return { result: { revision, loaded, unchanged }, problems: warnings }
      })
    })
}

function registerCheck(policy: Command): void {
  policy
    .command('check [paths...]')
    .description('检查政策文件,不需要数据库(目录或文件;不写则检查随程序提供的文件)')
    .action(async (paths: string[], _options: unknown, command: Command) => {
      await conclude(command, async (out) => {
        const { documents, values, problems } = checkPolicies(paths)
        const errors = problems.filter(({ severity }) => severity === 'error').length
        const found = `错误 ${errors} 处,提示 ${problems.length - errors} 处`
        out.say(`读通文件 ${documents.length} 份、参数值 ${values} 个;${found}。`)
        return { result: { documents, values }, problems }
      })
    })
}

function registerShow(policy: Command): void {
  policy
    .command('show <parameter>')
    .description('某地某月某个参数是多少,依据哪份文件哪一条')
    .requiredOption('--area <code>', '区划代码(如 379901)')
    .requiredOption('--month <month>', '月份(YYYY-MM)')
    .option('--known-on <day>', '按这一天已载入的文件回答(YYYY-MM-DD)')
    .action(async (parameter: string, options: { area: string; month: string; knownOn?: string }, command: Command) => {
      const question = { parameter, area: options.area, month: options.month, knownOn: options.knownOn ?? null }
      await withContext(command, async (context, out) => {
        const answer = await showPolicy(context, question)
        out.say(pairs(answerLines(question, answer)))
        const found = answer.entry ? entryJson(answer.entry) : { value: null }
        return { result: { ...question, revision: answer.revision, ...found } }
      })
    })
}

function registerTimeline(policy: Command): void {
  policy
    .command('timeline [parameter]')
    .description('参数逐月怎样变化,各依据哪份文件')
    .option('--area <code>', '只看这个区划适用的值')
    .action(async (parameter: string | undefined, options: { area?: string }, command: Command) => {
      await withContext(command, async (context, out) => {
        const { revision, spans } = await policyTimeline(context, parameter ?? null, options.area ?? null)
        out.say(spans.length > 0 ? timelineTable(spans) : '没有已载入的文件规定这些参数。')
        const values = spans.map((span) => ({ ...entryJson(span.entry), from: span.from, until: span.until }))
        return { result: { revision, values } }
      })
    })
}

function answerLines(question: PolicyQuestion, { parameter, revision, entry }: PolicyAnswer): [string, string][] {
  const { meaning, unit, whenAbsent } = PARAMETERS[parameter]
  const heading: [string, string][] = [
    ['参数', `${parameter}(${meaning})`],
    ['区划与月份', `${question.area}  ${question.month}`],
    ['政策版本', question.knownOn === null ? `${revision}` : `${revision}(${question.knownOn} 已知)`],
  ]
  if (!entry) {
    const otherwise = whenAbsent === null ? '需要时相关对象列出不发' : `按默认:${whenAbsent}`
    return [...heading, ['值', `没有文件规定;${otherwise}`]]
  }
  const { document, set } = entry
  return [
    ...heading,
    ['值', describeValue(set.written) + (unit && set.value !== null ? `  (${unit})` : '')],
    ['起止月份', `${set.from} 至 ${set.until ?? '不限'}`],
    ['文件', `${document.document}  ${document.title}`],
    ['印发', `${document.issued}  ${document.issuer}`],
    ['条款', `${set.article}:${document.articles[set.article]}`],
  ]
}

function timelineTable(spans: readonly Span[]): string {
  const columns = ['参数', '区划', '从', '到', '值', '依据'].map((title) => ({ title }))
  const rows = spans.map(({ parameter, from, until, entry: { document, set } }) => [
    parameter,
    document.area || '全国',
    from,
    until ?? '不限',
    describeValue(set.written),
    `${document.document} ${set.article}`,
  ])
  return table(columns, rows)
}

function entryJson({ document, set }: Entry): Record<string, unknown> {
  return {
    parameter: set.parameter,
    value: set.written ?? null,
    document: document.document,
    title: document.title,
    issuer: document.issuer,
    issued: document.issued,
    boundArea: document.area,
    article: set.article,
    articleText: document.articles[set.article],
    from: set.from,
    until: set.until,
  }
}
