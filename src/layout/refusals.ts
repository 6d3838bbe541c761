import { catalogue } from '../kernel/refusal.ts'

/** How it is refused to work with a layout, or to show a sample of it. Mistakes in its text are problems, each with its line. */
export const LAYOUT_REFUSALS = catalogue({
  'layout.unknown': (nameOrFile: string, builtIn: readonly string[]) => ({
    message: `没有版式「${nameOrFile}」,也没有这个文件。`,
    remedy: `请用 ${builtIn.join('、')} 之一,或写出版式文件的路径。`,
  }),
  'layout.unreadable': (path: string) => ({
    message: `版式文件 ${path} 不是 UTF-8 文本。`,
    remedy: '请用文本编辑器另存为 UTF-8 编码。',
  }),
  'layout.heading': (layout: string, cause: string) => ({
    message: `版式 ${layout} 的标题${cause}。`,
    remedy: '请改正 opening 或 closing。',
  }),
  'layout.return': (layout: string) => ({
    message: `版式 ${layout} 的回盘(return)写不下自己的内容:宽度不足,或编码写不出成功、失败、原因的词。`,
    remedy: '请改正 return 一节的宽度或用词。',
  }),
  'layout.file-exists': (path: string) => ({
    message: `${path} 已经存在,没有改动。`,
    remedy: '请换一个文件名。',
  }),
})
