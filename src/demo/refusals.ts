import { catalogue } from '../kernel/refusal.ts'

/** How it is refused to play the example county. */
export const DEMO_REFUSALS = catalogue({
  'demo.households-invalid': (households: number, most: string) => ({
    message: `示例户数「${households}」不对。`,
    remedy: `请写 1 至 ${most} 的整数。`,
  }),
  'demo.month-invalid': (month: string, first: string) => ({
    message: `示例月份「${month}」不对:示例县的政策文件自 ${first} 起执行。`,
    remedy: `请写 ${first} 或以后的年月,例如 2026-07。`,
  }),
  'demo.folder-not-ours': (folder: string, marker: string) => ({
    message: `目录 ${folder} 里已有内容,而且不是演示生成的(没有标记文件 ${marker}),演示不会动它。`,
    remedy: '请用 --out 换一个空目录或新目录。',
  }),
  'demo.folder-in-use': (folder: string) => ({
    message: `目录 ${folder} 的示例数据库正由另一个命令使用。`,
    remedy: '请等那个命令结束后再试,或用 --out 换一个目录。',
  }),
})
