#!/usr/bin/env -S node --max-semi-space-size=24
// rows live briefly and by the million: a larger nursery spares most of the collector's work
import { Command, CommanderError } from 'commander'
import { registerArrears } from './arrears.ts'
import { registerBreaks } from './breaks.ts'
import { registerChecks } from './checks.ts'
import { registerDatabase } from './database.ts'
import { registerDemo } from './demo/demo.ts'
import { registerExplain } from './explain.ts'
import { registerExport } from './export.ts'
import { registerHistory } from './history.ts'
import { registerImport } from './import.ts'
import { registerKeys } from './keys.ts'
import { registerLayout } from './layout.ts'
import { registerLines } from './lines.ts'
import { registerMaintenance } from './maintenance.ts'
import { registerMisdirected } from './misdirected.ts'
import { registerOutbox } from './outbox.ts'
import { registerPack } from './pack.ts'
import { registerPolicy } from './policy.ts'
import { registerPrice } from './price.ts'
import { registerPublishList } from './publish-list.ts'
import { registerReconcile } from './reconcile.ts'
import { registerRecover } from './recover.ts'
import { registerReissue } from './reissue.ts'
import { registerReturns } from './returns.ts'
import { registerRuns } from './runs.ts'
import { EXIT } from './terminal/command.ts'
import { Output } from './terminal/output.ts'
import { speakChinese, usageProblem } from './terminal/usage.ts'
import { registerTick } from './tick.ts'
import { registerUsers } from './users.ts'
import { registerWorker } from './worker.ts'

const program = new Command('huimin')
  .description('惠民:财政部门困难群众补贴按月发放——算清、复核、送银行、对回盘、关账到分')
  .version('0.1.0', '-V, --version', '显示版本')
  .helpOption('-h, --help', '显示帮助')
  .helpCommand('help [command]', '显示某个命令的帮助')
  .option('--json', '只在标准输出打印一个 JSON 文档')

registerDemo(program)
registerUsers(program)
registerDatabase(program)
registerPolicy(program)
registerImport(program)
registerRuns(program)
registerExplain(program)
registerHistory(program)
registerPrice(program)
registerExport(program)
registerOutbox(program)
registerLayout(program)
registerReturns(program)
registerReconcile(program)
registerBreaks(program)
registerPack(program)
registerPublishList(program)
registerChecks(program)
registerRecover(program)
registerArrears(program)
registerReissue(program)
registerMisdirected(program)
registerLines(program)
registerMaintenance(program)
registerKeys(program)
registerTick(program)
registerWorker(program)

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
