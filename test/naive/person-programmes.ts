import { rounded, Yuan } from './amounts.ts'
import { homeOf } from './person-due.ts'
import { programmeOf } from './programme.ts'
import { type CsvRow, cell } from './rows.ts'
import { LISTED, parameter, type Result, type World } from './world.ts'

interface ByResidence<T> {
  readonly urban: T
  readonly rural: T
}
interface Tekun {
  readonly scattered: number
  readonly centralised: number
}
/** Component and exact yuan; undefined where a value, a class or a grade is wanting. */
type Parts = readonly (readonly [string, Yuan])[] | undefined
type Asks = <T>(name: string) => T | undefined

/** What an enrolment in force gives, whatever else the person has; `offset` is what an unsupported child has already. */
export function personAmounts(world: World, enrolment: CsvRow, month: string, offset: Yuan): Result {
  const home = homeOf(world, enrolment, month)
  const household = world.registry.household(home, month)
  if (!household) return LISTED
  const id = cell(enrolment, '身份证号')
  const record = id === '' ? null : world.registry.record(home, id, month)
  if (id !== '' && (!record || world.registry.hasDied(id, month))) return LISTED
  const members = id === '' ? world.registry.recorded(home, month).map((row) => cell(row, '身份证号')) : []
  if (members.length > 0 && members.every((member) => world.registry.hasDied(member, month))) return LISTED
  const asks: Asks = (name) => parameter(world, name, home, month)
  const parts = partsOf(enrolment, asks, { record, residence: cell(household, '城乡类别'), offset })
  const rounding = programmeOf(enrolment) === 'tekun' ? asks<string>('tekun.rounding') : undefined
  const paid = (parts ?? [])
    .map(([component, exact]) => ({ person: id, component, yuan: rounded(exact, rounding) }))
    .filter(({ yuan }) => yuan.gt(0))
    .map((one) => ({ ...one, yuan: one.yuan.toFixed(2) }))
  return paid.length === 0 ? LISTED : { paid, listed: [] }
}

interface Case {
  readonly record: CsvRow | null
  readonly residence: string
  readonly offset: Yuan
}

function partsOf(enrolment: CsvRow, asks: Asks, { record, residence, offset }: Case): Parts {
  const programme = programmeOf(enrolment)
  const kind = cell(enrolment, '类别')
  const scattered = asks<{ scattered: number }>('orphan')?.scattered
  switch (programme) {
    case 'tekun':
      return tekun(kind, residence, asks)
    case 'orphan': {
      const key = ({ 机构: 'institution', 散居: 'scattered' } as const)[kind]
      return one(programme, key && asks<Record<string, number>>('orphan')?.[key])
    }
    case 'unsupported-child':
      return one(programme, scattered === undefined ? undefined : new Yuan(scattered).minus(offset))
    case 'hiv-child':
      return one(programme, scattered)
    case 'child-in-difficulty':
      return one(programme, asks<number>('child-in-difficulty'))
    case 'disability-living':
      return one(programme, asks<Record<string, number>>('disability.living')?.[cell(record!, '残疾等级')])
    case 'disability-nursing':
      return one(programme, asks<Record<string, number>>('disability.nursing')?.[cell(record!, '残疾等级')])
    case 'temporary-assistance':
      return temporary(enrolment, asks)
    case 'education-grant':
      return one(programme, asks<Record<string, number>>('education-grant')?.[kind])
    case 'disaster-relief':
      return one(programme, cell(enrolment, '核定金额') || undefined)
    default:
      throw new Error(`programme ${programme}`)
  }
}

function one(component: string, yuan: number | string | Yuan | undefined): Parts {
  return yuan === undefined ? undefined : [[component, new Yuan(yuan)]]
}

/** 分散-自理 … 集中-全护理. */
function tekun(kind: string, residence: string, asks: Asks): Parts {
  const [support, care, ...more] = kind.split('-')
  const basic = asks<ByResidence<Tekun>>('tekun.basic')?.[residence === '城市' ? 'urban' : 'rural']
  const cares = asks<Record<'self' | 'half' | 'full', number>>('tekun.care')
  if (!basic || !cares || more.length > 0) return undefined
  const first = { 分散: basic.scattered, 集中: basic.centralised }[support!]
  const second = { 自理: cares.self, 半护理: cares.half, 全护理: cares.full }[care!]
  if (first === undefined || second === undefined) return undefined
  return [
    ['tekun-basic', new Yuan(first)],
    ['tekun-care', new Yuan(second)],
  ]
}

/** 倍数 × the urban standard, within its band at both ends; 一事一议 has none. */
function temporary(enrolment: CsvRow, asks: Asks): Parts {
  const standard = asks<ByResidence<number>>('dibao.standard')?.urban
  const [kind, multiple] = [cell(enrolment, '类别'), cell(enrolment, '倍数')]
  if (standard === undefined || multiple === '') return undefined
  if (kind !== '一事一议') {
    const bands = asks<Record<'illness' | 'education', [number, number]>>('temporary.multiple')
    const band = { 重病: bands?.illness, 教育: bands?.education }[kind]
    if (!band || new Yuan(multiple).lt(band[0]) || new Yuan(multiple).gt(band[1])) return undefined
  }
  return one('temporary-assistance', new Yuan(standard).times(multiple))
}
