import { readFileSync } from 'node:fs'
import { parse } from 'yaml'
import { valueIn } from '../naive/documents.ts'
import { dueOf } from '../naive/due.ts'
import { subsidiesIn } from '../naive/price.ts'
import { type CsvRow, cell, type Imported, type NaiveDocument, type NaiveSet, type ROW_KINDS } from '../naive/rows.ts'
import { type World, worldOf } from '../naive/world.ts'
import { MIXED_POLICY } from '../support/mixed-county.ts'
import { add, keyOf } from './key.ts'

/** An account that somebody recorded, in the order in which they became known. */
export interface KnownAccount {
  readonly account: string
  readonly from: string
  readonly order: number
}

type Kind = (typeof ROW_KINDS)[number]
type GroupRows = Record<Exclude<Kind, 'indices'>, Imported[]>

/** A value and the month that the county's own documents set it from. */
type Sets = readonly Omit<NaiveSet, 'article'>[]

/**
 * What the bureau of a made-up county knows by now, and what is due by it: the naive implementation's word, which shares
 * nothing with the programme. Families touch each other only in their group of three neighbours, so each group is a
 * small county of its own.
 */
export class KnownCounty {
  readonly #county: string
  readonly #groups = new Map<number, GroupRows>()
  readonly #indices: Imported[] = []
  readonly #accounts = new Map<string, KnownAccount[]>()
  readonly #documents = new Map<string, NaiveDocument>()
  readonly #worlds = new Map<number, { world: World; firstMonth: string; due: Map<string, Map<string, bigint>> }>()
  readonly #groupOf = new Map<string, number>()
  #imports = 0

  constructor(county: string) {
    this.#county = county
    const shared = parse(readFileSync(MIXED_POLICY, 'utf8')) as NaiveDocument
    this.#documents.set(shared.document, shared)
  }

  /** One imported file. */
  learn(kind: string, rows: readonly CsvRow[]): void {
    const no = ++this.#imports
    for (const row of rows) {
      if (kind === 'accounts') this.#learnAccount(row, no)
      else if (kind === 'indices') {
        this.#indices.push({ no, row })
        this.#worlds.clear()
      } else this.#learnOf(this.#groupIn(kind, row), kind as keyof GroupRows, { no, row })
    }
  }

  /** A document that binds the county; the same name again replaces it. */
  document(document: string, issued: string, sets: Sets): void {
    const articled = sets.map((set) => ({ ...set, article: '一' }))
    this.#documents.set(document, { document, issued, area: this.#county, articles: {}, sets: articled })
    this.#worlds.clear()
  }

  /** Fen by key that everybody is due for a month: by the monthly programmes, or in the index month. */
  due(month: string, kind: 'regular' | 'price', firstMonth: string): Map<string, bigint> {
    const all = new Map<string, bigint>()
    for (const group of this.#groups.keys())
      for (const [key, fen] of this.#dueIn(group, month, kind, firstMonth)) all.set(key, fen)
    return all
  }

  /** The account of a person's latest row that serves in the month. */
  accountOf(id: string, month: string): KnownAccount | null {
    const serving = (this.#accounts.get(id) ?? []).filter(({ from }) => from <= month)
    serving.sort((a, b) => (a.from === b.from ? a.order - b.order : a.from < b.from ? -1 : 1))
    return serving.at(-1) ?? null
  }

  /** 死亡日期, as the row imported last says, lies in a month before. */
  hasDied(id: string, month: string): boolean {
    const group = this.#groupOf.get(id)!
    const { world } = this.#worlds.get(group) ?? this.#worldOf(group, month)
    return world.registry.hasDied(id, month)
  }

  /** The share of a payment that recoveries may take. */
  capIn(month: string): number {
    return valueIn<number>([...this.#documents.values()], 'recovery.cap', `${this.#county}001001`, month) ?? 1
  }

  #learnAccount(row: CsvRow, order: number): void {
    const id = cell(row, '身份证号')
    const account = { account: cell(row, '账号'), from: cell(row, '启用月份'), order }
    this.#accounts.set(id, [...(this.#accounts.get(id) ?? []), account])
  }

  #learnOf(group: number, kind: keyof GroupRows, imported: Imported): void {
    const rows = this.#groups.get(group) ?? { households: [], members: [], incomes: [], enrolments: [] }
    rows[kind].push(imported)
    this.#groups.set(group, rows)
    this.#worlds.delete(group)
    if (kind === 'members') this.#groupOf.set(cell(imported.row, '身份证号'), group)
  }

  /** Households are numbered, and 待遇编号 begin with the household's number. */
  #groupIn(kind: string, row: CsvRow): number {
    const named = cell(row, kind === 'enrolments' ? '待遇编号' : '家庭编号')
    return Math.floor(Number(/^示例\d+-(\d+)/.exec(named)![1]) / 3)
  }

  #worldOf(group: number, firstMonth: string) {
    const known = this.#worlds.get(group)
    if (known?.firstMonth === firstMonth) return known
    const documents = [...this.#documents.values()]
    const county = { firstMonth, documents, indices: this.#indices, ...this.#groups.get(group)! }
    const made = { world: worldOf(county), firstMonth, due: new Map<string, Map<string, bigint>>() }
    this.#worlds.set(group, made)
    return made
  }

  #dueIn(group: number, month: string, kind: 'regular' | 'price', firstMonth: string): Map<string, bigint> {
    const { world, due } = this.#worldOf(group, firstMonth)
    const known = due.get(`${kind} ${month}`)
    if (known) return known
    const found = new Map<string, bigint>()
    const amounts = kind === 'price' ? pricesOf(world, month) : amountsOf(world, this.#householdsOf(group), month)
    for (const [key, fen] of amounts) add(found, key, fen)
    due.set(`${kind} ${month}`, found)
    return found
  }

  #householdsOf(group: number): string[] {
    return [...new Set(this.#groups.get(group)!.households.map(({ row }) => cell(row, '家庭编号')))]
  }
}

function amountsOf(world: World, households: readonly string[], month: string): [string, bigint][] {
  return households.flatMap((no) =>
    dueOf(world, no, month).flatMap((text): [string, bigint][] => {
      const [household, person, programme, component, yuan] = text.split(' ')
      if (yuan === undefined || !/^\d+\.\d\d$/.test(yuan)) return [] // somebody who is listed
      const key = keyOf({ household: household!, person: person!, programme: programme!, component: component!, month })
      return [[key, fenOf(yuan)]]
    }),
  )
}

function pricesOf(world: World, month: string): [string, bigint][] {
  return subsidiesIn(world, month).flatMap(({ person, yuan }): [string, bigint][] => {
    if (yuan === null) return []
    const [programme, component] = ['price-subsidy', 'price-subsidy']
    return [[keyOf({ household: '', person, programme, component, month }), fenOf(yuan)]]
  })
}

function fenOf(yuan: string): bigint {
  return BigInt(yuan.replace('.', ''))
}
