import { addMonths } from '../../src/kernel/month.ts'
import { madeUpId } from '../support/registry.ts'
import { type FamilyEvent, MONTHS, type RandomFamily, REGISTRY_FROM } from './random-family.ts'

type Row = Readonly<Record<string, string>>
const BIRTHS = ['1980-05-05', '1949-05-05', '2015-03-03']
const CLAIMS = [
  ['困难残疾人生活补贴', ''],
  ['重度残疾人护理补贴', ''],
  ['特困人员', '分散-自理'],
  ['特困人员', '集中-全护理'],
  ['孤儿', '散居'],
  ['事实无人抚养儿童', ''],
  ['艾滋病病毒感染儿童', ''],
] as const

/** Rows by kind, in the order in which kinds are imported. */
export class Rows {
  readonly households = new Map<string, Row>()
  readonly members = new Map<string, Row>()
  readonly incomes = new Map<string, Row>()
  readonly enrolments = new Map<string, Row>()
  readonly accounts = new Map<string, Row>()
}

/** A made-up county whose families have their histories recorded month by month; three and three live as neighbours. */
export class RandomCounty {
  readonly county: string
  readonly families: readonly RandomFamily[]
  readonly #latest = new Map<string, Row>()
  #rows = new Rows()

  constructor(county: string, families: readonly RandomFamily[]) {
    this.county = county
    this.families = families
  }

  /** What is imported before the month of a step is worked out; of one key the last. */
  rowsAt(step: number): Rows {
    this.#rows = new Rows()
    for (const [i, family] of this.families.entries()) if (family.since === step) this.#register(i, family)
    for (const [i, { events, since }] of this.families.entries())
      for (const event of events) if (event.step === step && since <= step) this.#happen(i, event)
    return this.#rows
  }

  /** Some families that are registered by a step. */
  someAt(step: number, salt: number): string[] {
    const registered = this.families.flatMap(({ since }, i) => (since <= step ? [i] : []))
    const picked = [0, 1, 2].map((one) => registered[(salt + one * 37) % registered.length]!)
    return [...new Set(picked)].map((i) => this.#number(i))
  }

  #number(i: number): string {
    return `示例${this.county}-${String(i).padStart(3, '0')}`
  }

  #id(i: number, person: number): string {
    return madeUpId(i, BIRTHS[person], this.county)
  }

  #register(i: number, { persons, rural, income, grade, dibao }: RandomFamily): void {
    const no = this.#number(i)
    const place = `${this.county}00${1 + (i % 3)}001`
    this.#household(i, {
      ...{ 家庭编号: no, 户主身份证号: this.#id(i, 0), 区划代码: place, 城乡类别: rural ? '农村' : '城市' },
      ...{ 家庭人口: String(persons), 生效月份: REGISTRY_FROM },
    })
    for (let person = 0; person < persons; person++)
      this.#member(i, i, person, {
        ...{
          家庭编号: no,
          姓名: `示例${i}之${person}`,
          身份证号: this.#id(i, person),
          与户主关系: '家属',
          保障对象: '是',
        },
        ...{ 残疾类别: grade > 0 ? '肢体' : '', 残疾等级: grade > 0 ? String(grade) : '', 生效月份: REGISTRY_FROM },
      })
    this.#income(i, income, REGISTRY_FROM)
    if (dibao) this.#enrol(`${no}-低`, rural ? '农村低保' : '城市低保', { 家庭编号: no, 起始月份: '2025-11' })
    for (let person = 0; person < persons; person++)
      if ((i + person) % 4 > 0) this.#rows.accounts.set(`${i} ${person}`, this.#account(i, person))
  }

  #happen(i: number, { step, back, kind, person: any, yuan, variant }: FamilyEvent): void {
    const no = this.#number(i)
    const family = this.families[i]!
    const person = any % family.persons
    const month = addMonths(MONTHS[step]!, -back)
    const neighbour = this.#neighbour(i, step)
    const happenings: Record<FamilyEvent['kind'], () => void> = {
      income: () => this.#income(i, yuan, month),
      'income-corrected': () => this.#income(i, yuan, REGISTRY_FROM),
      death: () => this.#again(i, i, person, { 死亡日期: `${month}-15` }),
      'death-revoked': () => this.#again(i, i, person, { 死亡日期: '' }),
      departure: () => this.#again(i, i, person, { 失效月份: month }),
      return: () => this.#again(i, i, person, { 失效月份: '' }),
      move: () => {
        if (neighbour === null) return
        this.#again(i, i, person, { 失效月份: month })
        const row = this.#latest.get(`m${i} ${i} ${person}`)!
        this.#member(neighbour, i, person, { ...row, 家庭编号: this.#number(neighbour), 失效月份: '', 生效月份: month })
      },
      covered: () => this.#again(i, i, person, { 保障对象: variant % 3 === 0 ? '是' : '否', 生效月份: month }),
      grade: () => {
        const grade = variant % 5
        const kind = grade > 0 ? '肢体' : ''
        this.#again(i, i, person, { 残疾类别: kind, 残疾等级: grade > 0 ? String(grade) : '', 生效月份: month })
      },
      home: () => {
        const place = `${this.county}00${1 + (variant % 3)}001`
        const row = this.#latest.get(`h${i}`)!
        this.#household(i, { ...row, 城乡类别: variant % 2 === 0 ? '农村' : '城市', 区划代码: place, 生效月份: month })
      },
      size: () =>
        this.#household(i, { ...this.#latest.get(`h${i}`)!, 家庭人口: String(1 + (variant % 4)), 生效月份: month }),
      head: () =>
        this.#household(i, { ...this.#latest.get(`h${i}`)!, 户主身份证号: this.#id(i, person), 生效月份: month }),
      'dibao-ends': () => this.#change(`${no}-低`, { 终止月份: month, 终止原因: variant % 3 === 0 ? '停发' : '渐退' }),
      'dibao-goes-on': () => this.#change(`${no}-低`, { 终止月份: '', 终止原因: '' }),
      'dibao-never-was': () => this.#change(`${no}-低`, { 终止月份: '2025-01', 终止原因: '停发' }),
      'dibao-again': () =>
        this.#enrol(`${no}-低${1 + (variant % 2)}`, variant % 4 === 0 ? '农村低保' : '城市低保', {
          家庭编号: no,
          起始月份: month,
        }),
      'dibao-transferred': () => {
        if (neighbour !== null) this.#change(`${no}-低`, { 家庭编号: this.#number(neighbour) })
      },
      claim: () => {
        const [programme, 类别] = CLAIMS[variant % CLAIMS.length]!
        const named = [null, i, neighbour][yuan % 3] ?? null
        const who = { 身份证号: this.#id(i, person), 家庭编号: named === null ? '' : this.#number(named) }
        this.#enrol(`${no}-${person}-${programme}`, programme, { ...who, 类别, 起始月份: month })
      },
      'claim-ends': () => {
        const [programme] = CLAIMS[variant % CLAIMS.length]!
        this.#change(`${no}-${person}-${programme}`, { 终止月份: month, 终止原因: '退出' })
      },
      help: () => this.#help(i, person, variant % 2 === 0 ? i : (neighbour ?? i), month, variant),
      'help-twice': () => {
        for (const named of new Set([i, neighbour ?? i])) this.#help(i, person, named, month, variant | 1)
      },
    }
    happenings[kind]()
  }

  #account(i: number, person: number): Row {
    const number = `${String(i).padStart(3, '0')}${person}0`
    return {
      ...{ 身份证号: this.#id(i, person), 户名: `示例${i}之${person}`, 账号: `62170099${this.county}${number}` },
      ...{ 账户类型: '社保卡', 开户银行: '示例农商银行', 启用月份: REGISTRY_FROM },
    }
  }

  #help(i: number, person: number, named: number, month: string, variant: number): void {
    const what = { 家庭编号: this.#number(named), 类别: '重病', 倍数: String(3 + (variant % 4)), 起始月份: month }
    const who = variant % 4 === 0 ? '' : this.#id(i, person)
    this.#enrol(`${this.#number(i)}-助${named}`, '临时救助', { ...what, 身份证号: who })
  }

  /** The next of three and three, if it is registered by then. */
  #neighbour(i: number, step: number): number | null {
    const next = i - (i % 3) + ((i + 1) % 3)
    const family = this.families[next]
    return family && family.since <= step ? next : null
  }

  #household(i: number, row: Row): void {
    this.#latest.set(`h${i}`, row)
    this.#rows.households.set(`${i} ${row.生效月份}`, row)
  }

  #member(at: number, i: number, person: number, row: Row): void {
    this.#latest.set(`m${at} ${i} ${person}`, row)
    this.#rows.members.set(`${at} ${i} ${person} ${row.生效月份}`, row)
  }

  #again(at: number, i: number, person: number, change: Row): void {
    this.#member(at, i, person, { ...this.#latest.get(`m${at} ${i} ${person}`)!, ...change })
  }

  #income(i: number, yuan: number, month: string): void {
    const row = { 家庭编号: this.#number(i), 收入类别: '工资性', 月收入: `${yuan}.00`, 起始月份: month }
    this.#rows.incomes.set(`${i} ${month}`, row)
  }

  #enrol(number: string, programme: string, more: Row): void {
    this.#change(number, { 待遇编号: number, 项目: programme, 审批文号: '示例批〔2025〕1号', 终止月份: '', ...more })
  }

  /** Records an enrolment again with the change; one that was never recorded stays unknown. */
  #change(number: string, change: Row): void {
    const row = this.#latest.get(`e${number}`)
    if (!row && !change.待遇编号) return
    const changed = { ...row, ...change }
    this.#latest.set(`e${number}`, changed)
    this.#rows.enrolments.set(number, changed)
  }
}
