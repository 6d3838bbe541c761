import type { Command } from 'commander'

/** A file of commands: the first words that it answers to, and what adds them to the programme. */
interface CommandFile {
  readonly words: readonly string[]
  load(): Promise<(program: Command) => void>
}

/** Every file of commands in the order of the help. A file, and all that it needs, is read when its word was typed. */
export const COMMAND_FILES: readonly CommandFile[] = [
  { words: ['demo'], load: async () => (await import('./demo/demo.ts')).registerDemo },
  { words: ['user'], load: async () => (await import('./users.ts')).registerUsers },
  { words: ['db'], load: async () => (await import('./database.ts')).registerDatabase },
  { words: ['policy'], load: async () => (await import('./policy.ts')).registerPolicy },
  { words: ['import'], load: async () => (await import('./import.ts')).registerImport },
  { words: ['run', 'exceptions'], load: async () => (await import('./runs.ts')).registerRuns },
  { words: ['explain'], load: async () => (await import('./explain.ts')).registerExplain },
  { words: ['history'], load: async () => (await import('./history.ts')).registerHistory },
  { words: ['price'], load: async () => (await import('./price.ts')).registerPrice },
  { words: ['export'], load: async () => (await import('./export.ts')).registerExport },
  { words: ['outbox'], load: async () => (await import('./outbox.ts')).registerOutbox },
  { words: ['layout'], load: async () => (await import('./layout.ts')).registerLayout },
  { words: ['returns'], load: async () => (await import('./returns.ts')).registerReturns },
  { words: ['reconcile'], load: async () => (await import('./reconcile.ts')).registerReconcile },
  { words: ['breaks'], load: async () => (await import('./breaks.ts')).registerBreaks },
  { words: ['pack'], load: async () => (await import('./pack.ts')).registerPack },
  { words: ['publish-list'], load: async () => (await import('./publish-list.ts')).registerPublishList },
  { words: ['checks'], load: async () => (await import('./checks.ts')).registerChecks },
  { words: ['recover'], load: async () => (await import('./recover.ts')).registerRecover },
  { words: ['arrears'], load: async () => (await import('./arrears.ts')).registerArrears },
  { words: ['reissue'], load: async () => (await import('./reissue.ts')).registerReissue },
  { words: ['misdirected'], load: async () => (await import('./misdirected.ts')).registerMisdirected },
  { words: ['lines'], load: async () => (await import('./lines.ts')).registerLines },
  { words: ['verify', 'close', 'doctor'], load: async () => (await import('./maintenance.ts')).registerMaintenance },
  { words: ['keys'], load: async () => (await import('./keys.ts')).registerKeys },
  { words: ['tick', 'scheduler'], load: async () => (await import('./tick.ts')).registerTick },
  { words: ['worker'], load: async () => (await import('./worker.ts')).registerWorker },
] // biome-ignore format: one file is one line

/** Adds the command that was typed; all of them where help is wanted or the word is none of ours. */
export async function addCommands(program: Command, typed: readonly string[]): Promise<void> {
  const word = typed.find((one) => !one.startsWith('-'))
  if (word === undefined && typed.some((one) => one === '-V' || one === '--version')) return
  const file = COMMAND_FILES.find(({ words }) => words.includes(word ?? ''))
  for (const { load } of file ? [file] : COMMAND_FILES) (await load())(program)
}
