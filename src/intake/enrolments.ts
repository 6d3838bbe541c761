import { readProgramme } from '../policy/programmes.ts'
import { idNumber } from './cell-identity.ts'
import { text } from './cell-text.ts'
import { month, multiple, yuan } from './cell-values.ts'
import type { Cells } from './cells.ts'
import { columns } from './column.ts'
import type { IntakeKind } from './kind.ts'
import { warnEndBeforeStart } from './span.ts'

type ProgrammeKnown = NonNullable<ReturnType<typeof readProgramme>>

/** 待遇: who was approved for which programme, from when, until when. */
export const enrolments: IntakeKind = {
  code: 'enrolments',
  name: '待遇',
  columns: columns(
    '★待遇编号',
    '★项目',
    '家庭编号',
    '身份证号',
    '★起始月份',
    '终止月份',
    '终止原因',
    '★审批文号',
    '类别',
    '核定金额',
    '倍数',
    '复核月份',
  ),
  check(cells) {
    const programme = programmeOf(cells)
    const household = text(cells, '家庭编号')
    const person = idNumber(cells, '身份证号')
    if (programme && !cells.failed) requireBeneficiary(cells, programme, household, person)
    const from = month(cells, '起始月份')
    const to = month(cells, '终止月份')
    warnEndBeforeStart(cells, from, to)
    return {
      enrolment_no: text(cells, '待遇编号'),
      programme: programme?.code ?? null,
      household_no: household,
      person,
      from_month: from,
      to_month: to,
      end_reason: text(cells, '终止原因'),
      approval: text(cells, '审批文号', 100),
      class: text(cells, '类别'),
      approved_fen: yuan(cells, '核定金额'),
      multiple: multiple(cells, '倍数'),
      review_month: month(cells, '复核月份'),
    }
  },
}

function programmeOf(cells: Cells): ProgrammeKnown | null {
  const name = text(cells, '项目')
  if (name === null) return null
  const programme = readProgramme(name)
  if (programme) return programme
  cells.report('项目', name, {
    what: 'programme-unknown',
    message: '「项目」不是系统中的补贴项目。',
    remedy: '请写项目的中文名(如 城市低保、特困人员)或代码(如 urban-dibao)。',
  })
  return null
}

function requireBeneficiary(
  cells: Cells,
  { name, beneficiary }: ProgrammeKnown,
  household: string | null,
  person: string | null,
): void {
  if (beneficiary === 'household' && household === null) {
    const message = `「${name}」按户发放,没有写家庭编号。`
    cells.report('家庭编号', '', { what: 'household-needed', message, remedy: '请补填家庭编号。' })
  } else if (beneficiary === 'person' && person === null) {
    const message = `「${name}」发给个人,没有写身份证号。`
    cells.report('身份证号', '', { what: 'person-needed', message, remedy: '请补填本人身份证号。' })
  } else if (household === null && person === null) {
    const message = `「${name}」既没有家庭编号也没有身份证号。`
    cells.report('家庭编号', '', { what: 'beneficiary-needed', message, remedy: '请至少补填一项。' })
  }
}
