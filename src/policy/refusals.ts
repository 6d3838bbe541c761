import { unfitArea, unfitMonth, unknownCounty } from '../access/unfit-value.ts'
import { catalogue } from '../kernel/refusal.ts'

/** How it is refused to look something up in the policy documents, or in what was known on a day. */
export const POLICY_REFUSALS = catalogue({
  'policy.no-file': (path: string, isFolder: boolean) => ({
    message: isFolder ? `目录「${path}」里没有政策文件(.yaml)。` : `找不到文件或目录「${path}」。`,
    remedy: '请核对路径。',
  }),
  'policy.unknown-parameter': (name: string, known: readonly string[]) => ({
    message: noParameter(name),
    remedy: `可用的参数:${known.join('、')}。`,
  }),
  'policy.area': (area: string) => unfitArea(area),
  'policy.month': (month: string) => unfitMonth(month),
  'policy.day': (day: string) => ({
    message: `「${day}」不是日期。`,
    remedy: '请写成 YYYY-MM-DD。',
  }),
  'explain.county-unknown': (county: string) => unknownCounty(county),
})

/** What is told of a parameter that there is not, whoever names it. */
export function noParameter(name: string): string {
  return `没有「${name}」这个参数。`
}
