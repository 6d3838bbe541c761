import { type Cipher, personIdentity } from '../db/cipher.ts'
import { copyOut, readBytea } from '../db/copy.ts'
import { carryOut, sql } from '../db/statement.ts'
import type { Tx } from '../db/transaction.ts'
import { type Fen, formatYuan } from '../kernel/money.ts'
import { percentOf } from '../kernel/percent.ts'
import { inertText } from '../kernel/report-csv.ts'
import { maskIdNumber } from '../kernel/sensitive.ts'
import { programmeName } from '../policy/programmes.ts'
import { knowledgeOf } from '../registry/county-knowledge.store.ts'
import { personNames } from '../registry/person-names.store.ts'
import type { CalculatedRun } from '../run/run-key.ts'
import { amountCauses } from './amount-cause.ts'
import { CAUSE, changesWithCauses } from './change-cause.store.ts'
import { gatherChangeLines, readChangedLines } from './change-lines.store.ts'
import { gatherChanges } from './month-change.store.ts'
import type { Months } from './supplement-cause.ts'

export const CHANGE_COLUMNS = [
  '变动',
  '乡镇',
  '家庭编号',
  '姓名',
  '身份证号',
  '项目',
  '上月金额',
  '本月金额',
  '增减',
  '增减比例',
  '原因',
  '上月补退',
  '本月补退',
]
export const CHANGE_TOTALLED = ['上月金额', '本月金额', '增减', '上月补退', '本月补退']

/** One household or person whose amount under a programme is not what it was. */
export interface Change {
  readonly kind: string
  readonly township: string
  readonly householdNo: string
  readonly name: string
  readonly maskedId: string
  readonly programme: string
  readonly beforeFen: Fen
  readonly nowFen: Fen
  readonly cause: string
  readonly beforeOther: Fen
  readonly nowOther: Fen
}

/** The changes against the run before by township and household, or only the `largest` by yuan. */
export async function* readChanges(
  tx: Tx,
  cipher: Cipher,
  run: CalculatedRun,
  before: CalculatedRun,
  largest?: number,
): AsyncGenerator<Change[]> {
  await gatherChanges(tx, run, before)
  if (largest !== undefined) await keepLargest(tx, largest)
  await gatherChangeLines(tx, run, before)
  const names = personNames(sql`change`, run.county, (await knowledgeOf(tx.sql, run.county))!)
  const order = largest === undefined ? sql`` : sql`abs(c.now_fen + c.now_other - c.before_fen - c.before_other) DESC,`
  const query = sql`
    SELECT c.kind, c.township, c.household_no, n.name, n.id_hash, n.id_sealed, c.programme, c.before_fen, c.now_fen,
      ${CAUSE}, c.before_other, c.now_other, f.before, f.now
    FROM ${changesWithCauses(run, before)} LEFT JOIN (${names}) n ON n.person_no = c.person_no
    ORDER BY ${order} c.township COLLATE "C", c.household_no COLLATE "C", c.beneficiary, c.programme COLLATE "C"`
  const months = { before: before.month, now: run.month }
  for await (const batch of copyOut(tx.client, query)) yield batch.map((row) => readChange(cipher, row, months))
}

async function keepLargest(tx: Tx, largest: number): Promise<void> {
  await carryOut(
    tx.client,
    sql`DELETE FROM change WHERE ctid NOT IN (SELECT ctid FROM change
          ORDER BY abs(now_fen + now_other - before_fen - before_other) DESC, household_no, beneficiary, programme
          LIMIT ${largest})`,
  )
}

function readChange(cipher: Cipher, row: readonly (string | null)[], months: Months): Change {
  const [kind, township, householdNo, name, idHash, idSealed, programme, beforeFen, nowFen, ...rest] = row
  const [words, beforeOther, nowOther, before, now] = rest
  const id = cipher.open(readBytea(idSealed!), personIdentity(readBytea(idHash!)))
  const causes = amountCauses(programme!, readChangedLines(before ?? null), readChangedLines(now ?? null), months)
  const otherwise = words!.replace(/\{([a-z-]+)\}/g, (_, code: string) => programmeName(code))
  return {
    kind: kind!,
    township: township!,
    householdNo: householdNo!,
    name: name!,
    maskedId: maskIdNumber(id),
    programme: programme!,
    beforeFen: BigInt(beforeFen!),
    nowFen: BigInt(nowFen!),
    cause: [...causes, otherwise].filter(Boolean).join('、') || '其他',
    beforeOther: BigInt(beforeOther!),
    nowOther: BigInt(nowOther!),
  }
}

/** The changes, each a row of 环比变动. */
export async function* changeCells(
  tx: Tx,
  cipher: Cipher,
  run: CalculatedRun,
  before: CalculatedRun,
): AsyncGenerator<string[][]> {
  for await (const changes of readChanges(tx, cipher, run, before)) yield changes.map(cells)
}

function cells(change: Change): string[] {
  return [
    change.kind,
    change.township,
    inertText(change.householdNo),
    inertText(change.name),
    change.maskedId,
    programmeName(change.programme),
    formatYuan(change.beforeFen),
    formatYuan(change.nowFen),
    formatYuan(change.nowFen - change.beforeFen),
    percentOf(change.nowFen - change.beforeFen, change.beforeFen),
    inertText(change.cause),
    formatYuan(change.beforeOther),
    formatYuan(change.nowOther),
  ]
}
