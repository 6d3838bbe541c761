/** What Ctrl-C leaves behind in most commands: each step is stored whole or not at all, and what is stored is not done again. */
const STEP_UNDONE = '已中断:正在做的这一步没有存下,之前做完的都在;再执行同一条命令即可接着做,不会重复。'

/** What it leaves behind where more can be said, and how to go on. */
export const INTERRUPTED = {
  import: '已中断:这个文件没有存入(除非刚好已存完);再执行同一条命令即可,不会重复导入。',
  calculate: '已中断:已算完的户都已保存,批次还没有算完;再执行 huimin run calculate 会接着算。',
  preview: '已中断:试算什么都不存,没有留下改动;需要时再执行即可。',
  export: '已中断:有名字的发放文件都是完整的,没写完的不会出现;再执行 huimin export 会补齐,同一笔不会写两次。',
  returns: '已中断:这份回盘没有记入(除非刚好已记完);再执行同一条命令即可,不会重复记入。',
  verify: '已中断:核查只读不改,没有留下改动;需要时再执行 huimin verify。',
  reseal: '已中断:已重新加密的号码都已保存,其余仍可读;再执行 huimin keys reseal 会接着做。',
} as const

/** Signals that end a command, with the exit code that a shell gives for each. */
const SIGNALS = { SIGINT: 130, SIGTERM: 143 } as const

/** On Ctrl-C or a polite kill: lets go of the database, then ends as a signal would. What was under way is rolled back. */
export function onInterrupt(letGo: () => Promise<void>, left: string = STEP_UNDONE): () => void {
  const end = (signal: NodeJS.Signals) => {
    process.stderr.write(`\n${left}\n`)
    letGo().finally(() => process.exit(SIGNALS[signal as keyof typeof SIGNALS]))
  }
  process.once('SIGINT', end)
  process.once('SIGTERM', end)
  return () => {
    process.off('SIGINT', end)
    process.off('SIGTERM', end)
  }
}
