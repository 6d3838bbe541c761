import { inertText } from '../../kernel/report-csv.ts'
import { PARAMETER_COLUMNS, parameterValueCells } from '../../pack/parameter-values.ts'
import { placesOfLines, usedDocuments } from '../../pack/policy-used.store.ts'
import { writeCells } from '../../pack/table-writer.store.ts'
import { PARAMETERS } from '../../policy/parameter-definitions.ts'
import { loadPolicyBook } from '../../policy/policy.store.ts'
import type { PolicyDocument } from '../../policy/policy-document.ts'
import { readIndexFigures } from '../../registry/index-figures.store.ts'
import { renderPageHtml } from '../../reports/price-decision-html.ts'
import { decisionPage } from '../../reports/price-decision-page.ts'
import { reportPriceDecision } from '../price/price-decision-report.ts'
import type { Packing } from './packing.ts'

const DOCUMENT_COLUMNS = ['文件', '文号', '标题', '发文机关', '发文日期', '适用区划', 'SHA-256', '与载入时相同']
const INDEX_COLUMNS = ['区划', '月份', '指标', '同比涨幅', '发布日期']
const INDEX_NAMES = { consumer: '居民消费价格', food: '食品价格', 'low-income-living-cost': '低收入居民基本生活费用' }

/** What a run was calculated with, as far as a pack tells it. */
export interface KnownPolicy {
  readonly policyRevision: number
  readonly indexKnown: number
  readonly firstMonth: string
}

/**
 * The documents word for word as of the revision that the run used, and what every parameter came to at its places and
 * in its months. Gives the documents, and a sentence for each whose text is no longer what was loaded.
 */
export async function packPolicy(
  packing: Packing,
  known: KnownPolicy,
): Promise<{ readonly documents: readonly PolicyDocument[]; readonly findings: readonly string[] }> {
  const { tx, folder, run } = packing
  const used = await usedDocuments(tx, run.county, known.policyRevision)
  const rows = used.map(({ file, document, name, intact }) => [
    ...[name, document.document, document.title, document.issuer].map(inertText),
    ...[document.issued, document.area, file.sha256, intact ? '是' : '否'],
  ])
  const list = { file: '政策/政策文件.csv', says: '计算时有效、适用于本县的全部文件。', titles: DOCUMENT_COLUMNS }
  await writeCells(folder, list, [rows])
  for (const { file, document, name } of used) {
    await folder.writeVerbatim(`政策/${name}`, `${document.document}《${document.title}》原文。`, [file.yaml])
  }
  await packValues(packing, known)
  if (run.kind === 'price') await packPrice(packing, known)
  const altered = used.filter(({ intact }) => !intact)
  const findings = altered.map(({ name }) => `政策文件 ${name} 的原文与载入时的 SHA-256 不同。`)
  return { documents: used.map(({ document }) => document), findings }
}

async function packValues({ tx, folder, run }: Packing, { policyRevision, firstMonth }: KnownPolicy): Promise<void> {
  const book = await loadPolicyBook(tx.sql, policyRevision)
  const cells = parameterValueCells(book, await placesOfLines(tx, run, firstMonth))
  const says = `明细所涉的每个区划、每个月,${Object.keys(PARAMETERS).length} 个参数各取何值、依据哪个文件哪一条。`
  await writeCells(folder, { file: '政策/参数取值.csv', says, titles: PARAMETER_COLUMNS }, [cells])
}

async function packPrice({ context, tx, folder, run }: Packing, { indexKnown }: KnownPolicy): Promise<void> {
  const figures = await readIndexFigures(tx.sql, indexKnown)
  const rows = figures
    .filter(({ area }) => run.county.startsWith(area) || area.startsWith(run.county))
    .map(({ area, month, index, rise, publishedOn }) => [area, month, INDEX_NAMES[index], rise, publishedOn])
  const list = { file: '政策/价格指数.csv', says: '计算时已发布的指数(同比涨幅,%)。', titles: INDEX_COLUMNS }
  await writeCells(folder, list, [rows])
  const page = renderPageHtml(decisionPage(await reportPriceDecision(context, run.number)))
  await folder.writeText('政策/价格补贴启动决定.html', '是否启动、怎样计价,可打印签字。', [page])
}
