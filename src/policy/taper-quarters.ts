import { type Expectation, valueIn } from './expectation.ts'

const GROUPS = { general: '一般', disabled: '有残疾成员' } as const
/** 18 and 24 months, the lengths that the documents behind the taper know. */
const QUARTERS = [6, 8]

/** 渐退期 against the six and eight quarters that are known. */
export const taperOfKnownLength: Expectation = {
  parameters: ['taper.months'],
  unexpectedIn(book, area, month) {
    const term = valueIn(book, 'taper.months', area, month)
    if (!term) return []
    return (['general', 'disabled'] as const).flatMap((group) => {
      const months = term.value[group]
      if (QUARTERS.includes(months / 3)) return []
      const message = `${GROUPS[group]}家庭的渐退期是 ${months} 个月(${months / 3} 个季度),不是 6 个或 8 个季度。`
      return [{ code: 'policy.taper-quarters', entry: term.entry, message }]
    })
  },
}
