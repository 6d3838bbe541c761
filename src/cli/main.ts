#!/usr/bin/env node
import { Command, CommanderError } from 'commander'
import { EXIT } from './command.ts'
import { registerDatabase } from './database.ts'
import { registerExplain } from './explain.ts'
import { registerMaintenance } from './maintenance.ts'
import { registerPolicy } from './policy.ts'
import { registerRuns } from './runs.ts'
import { registerUsers } from './users.ts'

const program = new Command('huimin')
  .description('惠民:财政部门困难群众补贴按月发放——算清、复核、送银行、对回盘、关账到分')
  .version('0.1.0', '-V, --version', '显示版本')
  .helpOption('-h, --help', '显示帮助')
  .helpCommand('help [command]', '显示某个命令的帮助')
  .option('--json', '只在标准输出打印一个 JSON 文档')
  .configureHelp({ showGlobalOptions: true })
  .exitOverride()

registerUsers(program)
registerDatabase(program)
registerPolicy(program)
registerRuns(program)
registerExplain(program)
registerMaintenance(program)

for (const command of everyCommand(program)) command.exitOverride().helpOption('-h, --help', '显示帮助')

program.parseAsync().catch((error: unknown) => {
  if (!(error instanceof CommanderError)) throw error
  process.exitCode = error.exitCode === 0 ? EXIT.done : EXIT.usage
})

function everyCommand(parent: Command): Command[] {
  return parent.commands.flatMap((child) => [child, ...everyCommand(child)])
}
