#!/usr/bin/env -S node --max-semi-space-size=24
// rows live briefly and by the million: a larger nursery spares most of the collector's work
import { Command, CommanderError } from 'commander'
import { addCommands } from './commands.ts'
import { EXIT } from './terminal/exit.ts'
import { Output } from './terminal/output.ts'
import { speakChinese, usageProblem } from './terminal/usage.ts'

const program = new Command('huimin')
  .description('惠民:财政部门困难群众补贴按月发放——算清、复核、送银行、对回盘、关账到分')
  .version('0.1.0', '-V, --version', '显示版本')
  .helpOption('-h, --help', '显示帮助')
  .helpCommand('help [command]', '显示某个命令的帮助')
  .option('--json', '只在标准输出打印一个 JSON 文档')

await addCommands(program, process.argv.slice(2))

speakChinese(program)

// whoever reads us may stop early (`huimin lines … | head`)
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error
  process.exit(process.exitCode)
})

program.parseAsync().catch((error: unknown) => {
  if (!(error instanceof CommanderError)) throw error
  process.exitCode = error.exitCode === 0 ? EXIT.done : EXIT.usage
  const out = new Output(process.argv.includes('--json'))
  // a person has read the help by now
  if (error.exitCode !== 0 && (out.json || error.code !== 'commander.help')) out.problems([usageProblem(error)])
})
