import { Command } from 'commander'
import { expect, test } from 'vitest'
import { addCommands, COMMAND_FILES } from '../../src/cli/commands.ts'

const namesOf = async (...typed: string[]) => {
  const program = new Command()
  await addCommands(program, typed)
  return program.commands.map((command) => command.name())
}

test.each(COMMAND_FILES.map((file) => [file.words.join(), file] as const))(
  '%s: its file has these words',
  async (_, file) => {
    const program = new Command()
    ;(await file.load())(program)
    expect(program.commands.map((command) => command.name())).toEqual(file.words)
  },
)

test('what was typed is added alone; everything where help is wanted or the word is unknown', async () => {
  const all = COMMAND_FILES.flatMap(({ words }) => words)
  expect(await namesOf('--json', 'close', '379901-202607-R1')).toEqual(['verify', 'close', 'doctor'])
  expect(await namesOf('--version')).toEqual([])
  for (const typed of [[], ['--help'], ['help', 'run'], ['runn'], ['--json']])
    expect(await namesOf(...typed)).toEqual(all)
})
