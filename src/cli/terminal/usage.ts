import type { Command, CommanderError } from 'commander'
import type { Problem } from '../../kernel/problem.ts'

const TITLES: Record<string, string> = {
  'Usage:': '用法:',
  'Options:': '选项:',
  'Global Options:': '通用选项:',
  'Commands:': '命令:',
  'Arguments:': '参数:',
}

const FAULTS: Record<string, string> = {
  'commander.missingArgument': '缺少参数',
  'commander.optionMissingArgument': '选项后面缺少值',
  'commander.missingMandatoryOptionValue': '缺少必填选项',
  'commander.unknownOption': '没有这个选项',
  'commander.unknownCommand': '没有这个命令',
  'commander.excessArguments': '参数太多',
  'commander.invalidArgument': '选项的值不对',
}

/** Makes help and usage errors of a command, and of those below it, speak Chinese. */
export function speakChinese(command: Command): void {
  command
    .exitOverride()
    .helpOption('-h, --help', '显示帮助')
    .configureOutput({ outputError: () => {} }) // printed once, by whoever catches it
    .configureHelp({ showGlobalOptions: true, styleTitle: (title) => TITLES[title] ?? title })
  for (const child of command.commands) speakChinese(child)
}

/** Wrong usage as a problem: what is wrong, with the words in question. */
export function usageProblem(error: CommanderError): Problem {
  if (error.code === 'commander.help') return noCommand()
  const words = /'[^']*'/.exec(error.message)?.[0]?.slice(1, -1) ?? error.message.replace(/^error: /, '')
  const allowed = /Allowed choices are (.*)\./.exec(error.message)?.[1]
  return {
    code: error.code.replace('commander.', 'usage.'),
    severity: 'error',
    message: `${FAULTS[error.code] ?? '用法不对'}:${words.replace(/[。.]$/, '')}${allowed ? `(可用:${allowed})` : ''}。`,
    remedy: '请用 huimin <命令> --help 查看用法。',
  }
}

function noCommand(): Problem {
  return {
    code: 'usage.missingCommand',
    severity: 'error',
    message: '没有写明要执行哪个命令。',
    remedy: '请用 huimin --help 查看有哪些命令。',
  }
}
