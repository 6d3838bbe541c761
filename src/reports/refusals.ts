import { unfitMonth, unknownHousehold, unknownPerson } from '../access/unfit-value.ts'
import { catalogue } from '../kernel/refusal.ts'

const CALCULATE = '请先执行 huimin run calculate。'

/** How what people want to read is refused: a family, a month or a run of which there is nothing to tell. */
export const REPORT_REFUSALS = catalogue({
  'explain.not-known-then': (numbers: readonly string[], knownOn = '') => ({
    message: `家庭 ${numbers.join('、')} 在 ${knownOn} 还没有登记。`,
    remedy: '请写登记导入之后的日期,或去掉 --known-on 看现在的情况。',
  }),
  'explain.month-invalid': unfitMonth,
  'explain.household-unknown': unknownHousehold,
  'explain.person-unknown': unknownPerson,
  'history.nobody': (household: string | undefined) => ({
    message: household === undefined ? '没有这个身份证号的成员。' : `没有家庭编号「${household}」。`,
    remedy: '请核对号码和区县代码。',
  }),
  'history.several-counties': (counties: readonly string[]) => ({
    message: `${counties.join('、')} 都有这个号码。`,
    remedy: '请用 --county 说明哪个区县。',
  }),
  'review.not-calculated': (number: string) => ({
    message: `批次 ${number} 还没有算完,没有可以比较的金额。`,
    remedy: CALCULATE,
  }),
  'exceptions.not-calculated': (number: string) => ({
    message: `批次 ${number} 还没有计算,不知道谁未发、暂缓或需要提示。`,
    remedy: CALCULATE,
  }),
  'verify.not-calculated': (number: string) => ({
    message: `批次 ${number} 还没有算完,无从核验。`,
    remedy: CALCULATE,
  }),
  'lines.not-calculated': (number: string) => ({
    message: `批次 ${number} 还没有计算,没有发放明细。`,
    remedy: CALCULATE,
  }),
})
