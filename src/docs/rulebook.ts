import type { RankedPolicyBook } from '../policy/build-book.ts'
import type { Entry } from '../policy/entry.ts'
import { PARAMETERS } from '../policy/parameter-definitions.ts'
import type { ParameterName } from '../policy/parameters.ts'
import { everyValue } from '../policy/timeline.ts'
import type { ListedRule } from '../rules/rulebook.ts'
import { areaText, fileLink, markdownTable } from './markdown.ts'

const HEAD = `# 规则手册

每条规则叫什么、从哪个月起怎样、用到哪些参数、参数由哪些文件的哪一条规定、写在哪个源文件、由哪个测试检验。
参数的具体数值见 [TIMELINE.md](TIMELINE.md)。本文件由 \`npm run docs\` 按规则和随附文件生成,请勿手改。
`

/** `docs/RULEBOOK.md`: rule → edition → parameters and the articles that set them → file → test. */
export function renderRulebook(rules: readonly ListedRule[], book: RankedPolicyBook): string {
  const contents = markdownTable(
    ['规则', '名称', '源文件', '测试'],
    rules.map(({ rule, file, test }) => [
      `[${rule.id}](#${anchorOf(rule.id)})`,
      rule.title,
      fileLink(file, file),
      fileLink(test, test),
    ]),
  )
  const sections = rules.map((listed) => ruleSection(listed, book))
  return `${[HEAD, contents, '', ...sections].join('\n')}\n`
}

/** The same on every reader of Markdown, which headings in Chinese are not. */
function anchorOf(id: string): string {
  return id.replaceAll('.', '-')
}

function ruleSection({ rule }: ListedRule, book: RankedPolicyBook): string {
  const editions = rule.editions.map(({ from, cites }) => {
    const heading = `自 ${from} 起:`
    if (cites.length === 0) return `${heading}不用参数,按审批核定的金额。\n`
    const rows = [...new Set(cites)].map((parameter) => parameterRow(parameter, book))
    return `${heading}\n\n${markdownTable(['参数', '含义', '没有文件规定时', '由哪些条款规定'], rows)}\n`
  })
  return `<a id="${anchorOf(rule.id)}"></a>\n\n## ${rule.title} \`${rule.id}\`\n\n${editions.join('\n')}`
}

function parameterRow(parameter: ParameterName, book: RankedPolicyBook): string[] {
  const { meaning, whenAbsent } = PARAMETERS[parameter]
  const articles = [...new Set(everyValue(book, parameter).map(({ entry }) => articleText(entry)))]
  return [
    `\`${parameter}\``,
    meaning,
    whenAbsent ?? '列出不发',
    articles.length > 0 ? articles.join('<br>') : '(随附文件都没有规定)',
  ]
}

function articleText({ document, set }: Entry): string {
  return `${areaText(document.area)} ${document.document} ${set.article}`
}
