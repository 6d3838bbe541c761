import { noReason } from '../access/typed-reason.ts'
import { catalogue } from '../kernel/refusal.ts'
import { shanghaiTime } from '../kernel/shanghai-time.ts'
import { type RunState, STATE_NAMES } from '../run/run-state.ts'
import type { SentBatch } from './outbox.store.ts'

const DO_NOT_PAY = '请勿发放。请立即用 huimin verify 查明,并报告审计;数据库可能被人直接改动。'

/** How money is not sent: what the run, the files sent before, or the ledger of what went out stand in the way of. */
export const PAYMENT_REFUSALS = catalogue({
  'export.not-approved': (number: string, state: RunState) => ({
    message: `批次 ${number} 现在是「${STATE_NAMES[state]}」,没有复核通过,不能导出发放文件。`,
    remedy: state === 'void' ? '作废的批次不能导出。' : '请先计算、提交(run submit),再由复核人复核(run approve)。',
  }),
  'export.no-approval': (number: string, state: RunState) => ({
    message: `批次 ${number} 的状态是「${STATE_NAMES[state]}」,却没有复核的记录。`,
    remedy: DO_NOT_PAY,
  }),
  'export.seal-broken': (number: string) => ({
    message: `批次 ${number} 的明细或支付与复核时封存的不一致。`,
    remedy: DO_NOT_PAY,
  }),
  'export.nothing-to-pay': (number: string) => ({
    message: `批次 ${number} 没有可以发放的款项:没有明细,或全部暂缓。`,
    remedy: '请用 huimin exceptions 查看暂缓的原因,补齐账户后再导出;不发放的批次请作废(run void)。',
  }),
  'export.other-document-number': (number: string, sent: string, asked: string) => ({
    message: `批次 ${number} 的文件已按文号 ${sent} 写出,没有新的款项可以按文号 ${asked} 发出。`,
    remedy: '已写出的文件不改文号;需要重写原文件时,请不带 --document-number 再执行一次。',
  }),
  'export.other-layout': (number: string, sent: string, asked: string) => ({
    message: `批次 ${number} 已按版式 ${sent} 发出,没有新的款项可以按 ${asked} 发出。`,
    remedy: '同一笔款不能进入两个文件;需要重写原文件时,请不带 --layout 和 --bank-layout 再执行一次。',
  }),
  'export.bank-not-in-run': (number: string, bank: string, banks: readonly string[]) => ({
    message: `批次 ${number} 没有发往「${bank}」的款项。`,
    remedy: `请按账户资料里的写法写银行的全名(本批次有:${banks.join('、')})。`,
  }),
  'export.sent-file-differs': (file: string) => ({
    message: `文件 ${file} 已认定送过银行,现在按本数据库写出的却不是同一个文件。`,
    remedy: '请勿再次发放。请恢复较新的备份,或把恢复以后又导入的资料、账户补齐,使写出的文件与原文件完全一致后再导出。',
  }),
  'export.forgotten-file': (path: string, forgotten: readonly { readonly sent: SentBatch }[]) => {
    const first = forgotten[0]!.sent
    const others = forgotten.length > 1 ? `等 ${forgotten.length} 个文件` : ''
    return {
      message: `发出台账 ${path} 记有文件 ${first.file}(${shanghaiTime(first.at)})${others},数据库里却没有:数据库可能是从旧备份恢复的。`,
      remedy: `请勿再次发放。先恢复较新的备份;没有的,与银行核对该文件是否已代发,再由管理员执行 huimin outbox accept ${first.batch} --as sent(已送银行)或 --as not-sent(未送)--why 原因。`,
    }
  },
  'outbox.broken': (path: string, line: number) => ({
    message: `发出台账 ${path} 第 ${line} 行与前面对不上,可能被改动或删除过。`,
    remedy: '请停止导出,由管理员查明;可用备份的台账文件恢复,再执行 huimin outbox list 核对。',
  }),
  'outbox.not-forgotten': (batch: string) => ({
    message: `台账里没有数据库不知道的文件「${batch}」。`,
    remedy: '请用 huimin outbox list 查看台账;台账在发放文件旁边时,请用 --out 指明目录。',
  }),
  'outbox.reason-missing': () => noReason('与银行核对的结果'),
})
