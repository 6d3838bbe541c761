import { Argument, type Command } from 'commander'
import { type ImportResult, importFile } from '../app/import/import-file.ts'
import type { ImportOptions } from '../app/import/import-options.ts'
import { KINDS } from '../intake/kinds.ts'
import { withContext } from './terminal/command.ts'
import { INTERRUPTED } from './terminal/interrupt.ts'

/** `huimin import KIND FILE` */
export function registerImport(program: Command): void {
  program
    .command('import')
    .addArgument(new Argument('<kind>', '资料种类').choices(KINDS.flatMap(({ code, name }) => [code, name])))
    .argument('<file>', 'CSV 文件或 Excel 工作簿(.xlsx)')
    .description(
      '导入一个 CSV 文件或 Excel 工作簿:households 家庭、members 成员、incomes 收入、enrolments 待遇、accounts 账户、indices 价格指数、matches 核对结果',
    )
    .option('--columns <map>', '列名对照文件(YAML,每行 本单位列名: 标准列名)')
    .option('--sheet <name>', '工作簿有几张工作表有内容时,导入哪一张')
    .option('--strict', '有一行不合格就整个文件都不导入')
    .option('--dry-run', '只检查,不导入')
    .option('--county <code>', '账户、核对结果中不在任何家庭的人归哪个县区(6 位代码)')
    .action(async (kind: string, file: string, options: ImportOptions, command: Command) => {
      await withContext(
        command,
        async (context, out) => {
          const { problems, ...result } = await importFile(context, kind, file, options)
          for (const sentence of importSentences(result, options)) out.say(sentence)
          return { result: { ...result, problemsShown: problems.length }, problems }
        },
        { interrupted: INTERRUPTED.import },
      )
    })
}

type Figures = Omit<ImportResult, 'problems'>

/** Whoever hopes to restore an older row by importing its file again would believe that it had been done. */
const AS_IT_IS_NOW =
  '同一文件里导入过的行,再导入一次什么都不改,即使其间别的文件改过这些行:系统里仍以后导入的为准。要改回这份文件里的某几行,请把这几行另存为一个新文件再导入(内容要与以前导入过的文件不同,例如只留这几行,或调换行的次序)。'

/** What an import came to, sentence by sentence; of bytes that came before also how a row of theirs is brought back. */
export function importSentences(result: Figures, options: ImportOptions): string[] {
  const { file, rows, accepted, unchanged, refused, warnings, problemFile, alreadyImported } = result
  const lines: string[] = []
  if (alreadyImported) {
    const retried = refused + warnings > 0 || accepted > unchanged
    const done = retried ? '只重试了当时拒收的行,其余未作改变' : '未作改变'
    lines.push(`${file}:同样的内容已于 ${alreadyImported.slice(0, 16)} 导入过,${done}。`, AS_IT_IS_NOW)
  }
  const same = unchanged > 0 ? `(其中未变 ${figure(unchanged)} 行)` : ''
  const list = problemFile ? `问题清单:${problemFile}` : ''
  lines.push(
    `${file}:读入 ${figure(rows)} 行,${result.stored ? '导入' : '可导入'} ${figure(accepted)} 行${same},拒收 ${figure(refused)} 行,提示 ${figure(warnings)} 条。${list}`,
  )
  if (!result.stored)
    lines.push(options.dryRun ? '这是试运行,没有存入任何数据。' : '有不合格的行,按 --strict 整个文件没有导入。')
  return lines
}

function figure(count: number): string {
  return count.toLocaleString('en-US')
}
