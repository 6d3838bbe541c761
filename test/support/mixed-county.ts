import { join } from 'node:path'
import fc from 'fast-check'
import { packageRoot } from '../../src/db/package-root.ts'
import { madeUpId } from './registry.ts'
import type { CountyRows } from './sample-county.ts'

/** A document that binds every county and sets all that the person programmes and a price run need. */
export const MIXED_POLICY = join(packageRoot, 'test', 'support', 'mixed-policy.yaml')

const CLASSES: Readonly<Record<string, readonly string[]>> = {
  城市低保: [''],
  农村低保: [''],
  特困人员: ['分散-自理', '集中-全护理', ''],
  孤儿: ['机构', '散居'],
  事实无人抚养儿童: [''],
  艾滋病病毒感染儿童: [''],
  困难残疾人生活补贴: [''],
  重度残疾人护理补贴: [''],
  临时救助: ['重病', '一事一议', '先行救助'],
}
const CHILDRENS = new Set(['孤儿', '事实无人抚养儿童', '艾滋病病毒感染儿童'])
const PERSON_PROGRAMMES = Object.keys(CLASSES).slice(2)

/** What a made-up family is like; persons are its head, an old person and a child. */
export interface FamilyPick {
  readonly rural: boolean
  readonly income: number
  readonly dibao: '城市低保' | '农村低保' | null
  /** Per person (a children's programme is the child's): programmes with the class, start and naming of the enrolment. */
  readonly claims: readonly {
    readonly person: number
    readonly programme: string
    readonly variant: number
    readonly from: number
    /** The household it names: none, the person's own, the next family's. */
    readonly named: number
  }[]
  readonly grade: number
  /** Which person also stands in the next family; 3 for nobody. */
  readonly shared: number
  readonly covered: boolean
  readonly died: boolean
}

/** Families with any programmes together, also such as exclude each other, across households. */
export const familyPicks: fc.Arbitrary<FamilyPick[]> = fc.array(
  fc.record({
    rural: fc.boolean(),
    income: fc.integer({ min: 0, max: 2500 }),
    dibao: fc.constantFrom('城市低保' as const, '农村低保' as const, null),
    claims: fc.array(
      fc.record({
        person: fc.nat(2),
        programme: fc.constantFrom(...PERSON_PROGRAMMES),
        variant: fc.nat(2),
        from: fc.integer({ min: 1, max: 3 }),
        named: fc.nat(2),
      }),
      { maxLength: 5 },
    ),
    grade: fc.nat(4),
    shared: fc.nat(3),
    covered: fc.boolean(),
    died: fc.boolean(),
  }),
  { minLength: 3, maxLength: 9 },
)

/** The rows of a county of these families, in a made-up order that `mixed` may change. */
export function mixedRows(county: string, picks: readonly FamilyPick[]): CountyRows {
  const families = picks.map((pick, i) => familyRows(county, pick, i, picks.length))
  return {
    households: families.map(({ household }) => household),
    members: families.flatMap(({ members }) => members),
    incomes: families.map(({ income }) => income),
    enrolments: families.flatMap(({ enrolments }) => enrolments),
    accounts: families.map(({ account }) => account),
  }
}

function familyRows(county: string, pick: FamilyPick, i: number, count: number) {
  const no = numberOf(county, i)
  const members = ['1980-05-05', '1949-05-05', '2015-03-03'].map((birth, j) => memberRow(county, pick, i, j, birth))
  const head = members[0]!.身份证号!
  const guest = members[pick.shared]
  const next = numberOf(county, (i + 1) % count)
  const also = guest ? [{ ...guest, 家庭编号: next, 保障对象: pick.covered ? '是' : '否', 与户主关系: '亲属' }] : []
  return {
    members: [...members, ...also],
    household: {
      家庭编号: no,
      户主身份证号: head,
      区划代码: `${county}00${1 + (i % 3)}001`,
      城乡类别: pick.rural ? '农村' : '城市',
      家庭人口: '4',
      生效月份: '2025-01',
    },
    income: { 家庭编号: no, 收入类别: '工资性', 月收入: `${pick.income}.00`, 起始月份: '2025-01' },
    enrolments: enrolmentRows(no, next, pick, members),
    account: {
      身份证号: head,
      户名: `示例户主${i}`,
      账号: `62170099010000${String(i).padStart(3, '0')}1`,
      账户类型: '社保卡',
      开户银行: '示例农商银行',
      启用月份: '2025-01',
    },
  }
}

function memberRow(county: string, { grade, died }: FamilyPick, i: number, j: number, birth: string) {
  const dead = died && j === 1
  return {
    家庭编号: numberOf(county, i),
    姓名: `示例${i}之${j}`,
    身份证号: madeUpId(i * 3 + j, birth, county),
    与户主关系: j === 0 ? '户主' : '家属',
    保障对象: '是',
    残疾类别: grade > 0 ? '肢体' : '',
    残疾等级: grade > 0 ? String(grade) : '',
    死亡日期: dead ? '2026-06-30' : '',
    生效月份: '2025-01',
  }
}

function enrolmentRows(
  no: string,
  next: string,
  { dibao, claims }: FamilyPick,
  members: readonly Readonly<Record<string, string>>[],
) {
  const base = { 审批文号: '示例批〔2025〕1号' }
  const household = dibao ? [{ ...base, 待遇编号: `${no}-低`, 项目: dibao, 家庭编号: no, 起始月份: '2025-02' }] : []
  const persons = claims.map(({ person, programme, variant, from, named }, k) => {
    const classes = CLASSES[programme]!
    const oneOff = programme === '临时救助'
    const who = members[CHILDRENS.has(programme) ? 2 : person]!
    return {
      ...base,
      待遇编号: `${no}-${k}`,
      项目: programme,
      家庭编号: ['', no, next][named]!,
      身份证号: who.身份证号!,
      起始月份: oneOff ? '2026-07' : `2025-0${from}`,
      类别: classes[variant % classes.length]!,
      倍数: oneOff ? String(2 + variant) : '',
    }
  })
  return [...household, ...persons]
}

function numberOf(county: string, i: number): string {
  return `${county}-${String(i).padStart(3, '0')}`
}

/** The same rows in another order. */
export function mixed<T>(rows: readonly T[], keys: IterableIterator<number>): T[] {
  const keyed = rows.map((row) => ({ row, key: keys.next().value! }))
  return keyed.sort((a, b) => a.key - b.key).map(({ row }) => row)
}
