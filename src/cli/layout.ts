import { join, resolve } from 'node:path'
import type { Command } from 'commander'
import { showSample } from '../app/export/layout-sample.ts'
import { BANK_LAYOUTS_NAME, readBankLayouts } from '../layout/bank-layouts.store.ts'
import { BUILT_IN_LAYOUTS, DEFAULT_LAYOUT, layoutText, loadLayout } from '../layout/layout.store.ts'
import type { Layout } from '../layout/layout.ts'
import { conclude } from './terminal/command.ts'
import { pairs, table } from './terminal/table.ts'

const FORMS: Record<string, string> = { separated: '分隔', fixed: '定长' }

/** `huimin layout list | show | check | sample` */
export function registerLayout(program: Command): void {
  const layout = program.command('layout').description('银行发放文件与回盘的版式(写法见 docs/LAYOUTS.md)')
  layout
    .command('list')
    .description('随程序提供的版式')
    .action(async (_options: unknown, command: Command) => {
      await conclude(command, async (out) => {
        const layouts = BUILT_IN_LAYOUTS.map(loadLayout)
        out.say(layoutTable(layouts))
        out.say('导出时用 --layout 写版式名,或写自己的版式文件的路径。')
        return { result: { layouts: layouts.map(layoutJson) } }
      })
    })
  layout
    .command('show <layout>')
    .description('一个版式的写法,可存成文件后照着改')
    .action(async (name: string, _options: unknown, command: Command) => {
      await conclude(command, async (out) => {
        const text = layoutText(name)
        out.say(text.trimEnd())
        return { result: { layout: name, text } }
      })
    })
  registerCheck(layout)
  registerSample(layout)
  registerBanks(layout)
}

function registerBanks(layout: Command): void {
  layout
    .command('banks')
    .description('各家银行的版式(数据目录里的 banks.yaml):检查并列出')
    .action(async (_options: unknown, command: Command) => {
      await conclude(command, async (out) => {
        const home = resolve(process.env.HUIMIN_HOME ?? '.huimin')
        const banks = [...readBankLayouts(home)]
        if (banks.length === 0) out.say(`${join(home, BANK_LAYOUTS_NAME)} 没有写:各家银行都用 ${DEFAULT_LAYOUT}。`)
        else {
          const rows = banks.map(([bank, { layout: name, title }]) => [bank, name, title])
          out.say(table([{ title: '银行' }, { title: '版式' }, { title: '说明' }], rows))
        }
        return {
          result: { banks: banks.map(([bank, { layout: name, version }]) => ({ bank, layout: name, version })) },
        }
      })
    })
}

function registerCheck(layout: Command): void {
  layout
    .command('check <file>')
    .description('检查版式文件:每处错误写明行号和原因')
    .action(async (file: string, _options: unknown, command: Command) => {
      await conclude(command, async (out) => {
        const checked = loadLayout(file)
        const sample = await showSample(file)
        await showSample(file, { returned: true })
        out.say(pairs(describe(checked)))
        out.say(`没有错误。示例的 10 笔里写得下 ${sample.rows.length} 笔;请用 huimin layout sample 看样子。`)
        return { result: layoutJson(checked) }
      })
    })
}

function registerSample(layout: Command): void {
  layout
    .command('sample <layout>')
    .description('用这个版式写出 10 笔示例支付,看文件的样子(版式名或文件)')
    .option('--return', '写出相应的回盘')
    .option('--out <file>', '另存为文件,可寄给银行核对')
    .action(async (name: string, options: { return?: boolean; out?: string }, command: Command) => {
      await conclude(command, async (out) => {
        const returned = options.return === true
        const sample = await showSample(name, { returned, ...(options.out === undefined ? {} : { out: options.out }) })
        out.say(sample.text === null ? cellTable(sample.layout, sample.rows) : sample.text.trimEnd())
        for (const sentence of sample.held) out.note(`写不进文件(真有这样的款会暂缓):${sentence}。`)
        if (options.out !== undefined) out.note(`已另存为 ${options.out}(${sample.bytes.length} 字节)。`)
        return { result: { layout: sample.layout.layout, text: sample.text, rows: sample.rows, held: sample.held } }
      })
    })
}

function layoutTable(layouts: readonly Layout[]): string {
  const columns = ['版式', '说明', '形式', '编码', '扩展名', '栏数'].map((title) => ({ title }))
  return table(
    columns,
    layouts.map((one) => [
      one.layout === DEFAULT_LAYOUT ? `${one.layout}(默认)` : one.layout,
      one.title,
      formOf(one),
      one.encoding,
      one.extension,
      String(one.columns.length),
    ]),
  )
}

function formOf({ kind, form }: Layout): string {
  return kind === 'workbook' ? '工作簿' : FORMS[form]!
}

function describe(layout: Layout): [string, string][] {
  const { return: answer } = layout
  return [
    ['版式', `${layout.layout}(第 ${layout.version} 版)${layout.title}`],
    ['文件', `${formOf(layout)},${layout.encoding},.${layout.extension}`],
    ['各栏', layout.columns.map(({ name }) => name).join('、')],
    ['每个文件', layout['rows-per-file'] ? `至多 ${layout['rows-per-file']} 笔,超过的分成几个` : '不限笔数'],
    ['单笔限额', layout['amount-limit'] ? `${layout['amount-limit']} 元,超过的暂缓` : '不限'],
    ['补贴项目', layout.combine === 'items' ? '同一银行的合在一个文件' : '每项一个文件'],
    ['回盘', `${FORMS[answer.form]},${answer.columns.map(({ name }) => name).join('、')}`],
    ['成功的词', answer.success.join('、')],
    ['失败的词', answer.failure.join('、')],
  ]
}

function cellTable({ columns }: Layout, rows: readonly (readonly string[])[]): string {
  return table(
    columns.map(({ name }) => ({ title: name })),
    rows,
  )
}

function layoutJson(layout: Layout) {
  const { title, version, kind, form, encoding, extension } = layout
  return {
    layout: layout.layout,
    title,
    version,
    kind,
    form,
    encoding,
    extension,
    columns: layout.columns.map(({ name }) => name),
  }
}
