import { catalogue } from '../kernel/refusal.ts'
import type { Run } from '../run/run.store.ts'
import { type RunState, STATE_NAMES } from '../run/run-state.ts'

/** How it is refused to give a run away on paper: the auditor's folder, the list for the villages. */
export const PACK_REFUSALS = catalogue({
  'publish-list.other-township': (township: string, { number, county }: Pick<Run, 'number' | 'county'>) => ({
    message: `乡镇 ${township} 不属于批次 ${number} 的区县 ${county}。`,
    remedy: '请核对 9 位乡镇代码。',
  }),
  'publish-list.empty-township': (township: string, { number }: Pick<Run, 'number'>) => ({
    message: `批次 ${number} 在乡镇 ${township} 没有一行发放明细,没有写公示名单。`,
    remedy: '请核对 9 位乡镇代码;这个乡镇本月确实无人享受时,不需要公示。',
  }),
  'publish-list.not-approved': (number: string, state: RunState) => ({
    message: `批次 ${number} 现在是「${STATE_NAMES[state]}」,没有复核通过,不能公示。`,
    remedy: state === 'void' ? '作废的批次不公示。' : '请在复核通过(run approve)之后再写公示名单。',
  }),
  'pack.file-differs': (fileName: string) => ({
    message: `按数据库重写的发放文件 ${fileName} 与导出时登记的 SHA-256 不同。`,
    remedy: '数据库或密钥可能被改动过。请用 huimin verify 查明;审计可先取不带 --unmask 的资料包。',
  }),
  'pack.moved': (number: string) => ({
    message: `写资料包的时候,批次 ${number} 所在的区县有了新的改动。`,
    remedy: '没有写出任何文件;请再执行一次。',
  }),
  'pack.folder-differs': (target: string, file: string) => ({
    message: `目录 ${target} 已存在,内容与应写的不同(${file})。`,
    remedy: '已写出的资料包不会被覆盖:批次之后又有变动的,请用 --out 写到另一个目录;文件被改动过的,请先查明。',
  }),
})
