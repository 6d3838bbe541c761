import { formatYuanGrouped } from '../kernel/money.ts'
import type { Overdue } from '../reissue/outstanding.store.ts'

/** Says loudly how much came back from the banks and has been waiting for too long. */
export function overdueLine({ payments, totalFen, oldest }: Overdue): string {
  return `!! 退回(或错发)后至今没有再发成功的款项中,有 ${payments} 笔共 ${formatYuanGrouped(totalFen)} 元等待过久(最早 ${oldest})。请执行 huimin reissue list 查看。`
}
