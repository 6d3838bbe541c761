import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeEach, describe, expect, it } from 'vitest'
import type { Context } from '../../../src/access/context.ts'
import { loadPolicies } from '../../../src/app/policy/policy-load.ts'
import { showPolicy } from '../../../src/app/policy/policy-show.ts'
import { firstBrokenAudit } from '../../../src/db/audit.store.ts'
import type { Cipher } from '../../../src/db/cipher.ts'
import { Refused } from '../../../src/kernel/refusal.ts'
import { latestRevision, loadRevision, revisionKnownOn } from '../../../src/policy/policy.store.ts'
import { type Sample, sampleYaml, setting } from '../../policy/sample.ts'
import { testDatabase } from '../../support/database.ts'

const database = await testDatabase()
const home = mkdtempSync(join(tmpdir(), 'policy-load-'))
afterAll(() => rmSync(home, { recursive: true }))

let clock = '2099-01-10T01:00:00.000Z'
const context: Context = {
  home,
  database,
  cipher: null as unknown as Cipher,
  actor: '张三',
  now: () => clock,
  progress: () => {},
}

let made = 0
/** Writes documents and loads them. */
async function load(...samples: Sample[]) {
  const paths = samples.map((sample) => {
    const path = join(home, `${made++}.yaml`)
    writeFileSync(path, sampleYaml(sample))
    return path
  })
  return await loadPolicies(context, paths)
}

async function codesOf(work: Promise<unknown>): Promise<string[]> {
  const failure = await work.then(
    () => null,
    (error: unknown) => error,
  )
  expect(failure).toBeInstanceOf(Refused)
  return (failure as Refused).problems.map(({ code }) => code)
}

/** A document of its own area, so that the cases do not meet. */
let county = 379900
const document = () => `示例民发〔${county}〕1号`
const sample = (value: string, more: Partial<Sample> = {}): Sample => ({
  document: document(),
  area: String(county),
  sets: [setting('taper.income-multiple', value)],
  ...more,
})
const ask = async (knownOn: string | null = null) =>
  (await showPolicy(context, { parameter: 'taper.income-multiple', area: String(county), month: '2099-01', knownOn }))
    .entry?.set.value ?? null

beforeEach(() => {
  county++
})

describe('a load', () => {
  it('of new documents makes one revision, in the audit chain', async () => {
    const before = await latestRevision(database.sql)
    const other = sample('3', { document: '示例其他', area: '379800' })
    const { revision, loaded, unchanged } = await load(sample('2'), other)
    expect({ revision, loaded, unchanged }).toEqual({
      revision: before + 1,
      loaded: [document(), '示例其他'],
      unchanged: [],
    })
    const audit = await database.sql.selectFrom('audit').selectAll().orderBy('audit_no', 'desc').executeTakeFirst()
    expect(audit).toMatchObject({ action: 'policy.load', actor: '张三', county: '000000' })
    expect(audit?.detail).toContain(`revision ${revision}: ${document()} `)
    expect(await firstBrokenAudit(database.sql, '000000')).toBeNull()
  })

  it('of the same bytes changes nothing and says so', async () => {
    const first = await load(sample('2'))
    const again = await load(sample('2'))
    expect(again).toMatchObject({ revision: first.revision, loaded: [], unchanged: [document()] })
    expect(await latestRevision(database.sql)).toBe(first.revision)
  })

  it('takes only what changed', async () => {
    const other = sample('1', { document: `${document()}附`, sets: [setting('recovery.cap', '1')] })
    await load(sample('2'), other)
    const { loaded, unchanged } = await load(sample('3'), other)
    expect({ loaded, unchanged }).toEqual({ loaded: [document()], unchanged: [other.document] })
    expect(await ask()).toBe('3')
  })

  it('back to earlier bytes is a change like any other', async () => {
    await load(sample('2'))
    await load(sample('3'))
    expect((await load(sample('2'))).loaded).toEqual([document()])
    expect(await ask()).toBe('2')
  })

  it('that ties with a document already loaded is refused whole', async () => {
    const { revision } = await load(sample('2'))
    const tying = sample('3', { document: `${document()}又` })
    const innocent = sample('1', { document: '示例无辜', area: '379700' })
    expect(await codesOf(load(innocent, tying))).toEqual(['policy.tie'])
    expect(await latestRevision(database.sql)).toBe(revision)
    expect((await loadRevision(database.sql, revision)).map((d) => d.document)).not.toContain('示例无辜')
  })

  it('that corrects a document may tie with nothing but itself', async () => {
    await load(sample('2'))
    expect((await load(sample('2', { issued: '2099-01-06' }))).loaded).toEqual([document()])
  })

  it('with one bad document takes none', async () => {
    const before = await latestRevision(database.sql)
    const bad = sample('x', { document: `${document()}坏` })
    expect(await codesOf(load(sample('2'), bad))).toEqual(['policy.wrong-shape'])
    expect(await latestRevision(database.sql)).toBe(before)
  })

  it('measures a schedule by the months of a document loaded before', async () => {
    await load(sample('2', { sets: [setting('taper.months', '{general: 12, disabled: 24}')] }))
    const six = setting('taper.retention', '{general: [0.9, 0.75, 0.6, 0.45, 0.3, 0.15], disabled: linear}')
    expect(await codesOf(load(sample('2', { document: `${document()}又`, sets: [six] })))).toEqual([
      'policy.taper-length',
    ])
  })

  it('at the same moment by several people keeps revisions in order and loses none', async () => {
    const before = await latestRevision(database.sql)
    const numbers = [1, 2, 3, 4, 5]
    const loads = numbers.map((no) => load(sample('2', { document: `${document()}-${no}`, area: `37960${no}` })))
    const revisions = (await Promise.all(loads)).map(({ revision }) => revision)
    expect(revisions.sort((a, b) => a - b)).toEqual(numbers.map((no) => before + no))
  })
})

describe('what was known', () => {
  it('on a past day is answered from the documents loaded by its end in China', async () => {
    clock = '2099-02-01T15:59:59.999Z' // 23:59:59.999 of 1 February in China
    const { revision } = await load(sample('2'))
    clock = '2099-02-01T16:00:00.000Z'
    await load(sample('3'))
    expect(await ask('2099-01-31')).toBeNull()
    expect(await ask('2099-02-01')).toBe('2')
    expect(await ask('2099-02-02')).toBe('3')
    expect(await ask()).toBe('3')
    expect(await revisionKnownOn(database.sql, '2099-02-01T15:59:59.999Z')).toBe(revision)
    expect(await revisionKnownOn(database.sql, '2099-02-01T15:59:59.998Z')).toBe(revision - 1)
  })

  it('keeps its order when the clock is set back', async () => {
    clock = '2099-03-10T00:00:00.000Z'
    const first = await load(sample('2'))
    clock = '2099-03-01T00:00:00.000Z'
    const second = await load(sample('3'))
    expect(await revisionKnownOn(database.sql, '2099-03-09')).toBe(first.revision - 1)
    expect(await revisionKnownOn(database.sql, '2099-03-10')).toBe(second.revision)
  })

  it('before anything was loaded is nothing', async () => {
    expect(await revisionKnownOn(database.sql, '2000-01-01')).toBe(0)
    expect(await loadRevision(database.sql, 0)).toEqual([])
  })
})

describe('who may load', () => {
  it('is anybody before there are users, and then not an auditor nor a stranger', async () => {
    const user = (name: string, role: string) => ({
      name,
      role,
      token_hash: null,
      added_by: '甲',
      added_at: '2099-01-01',
    })
    await load(sample('2'))
    await database.sql
      .insertInto('app_user')
      .values([user('审计', 'auditor'), user('经办', 'maker')])
      .execute()
    const by = (actor: string) => loadPolicies({ ...context, actor }, [])
    expect(await codesOf(by(''))).toEqual(['user.not-named'])
    expect(await codesOf(by('生人'))).toEqual(['user.unknown'])
    expect(await codesOf(by('审计'))).toEqual(['user.role-not-allowed'])
    expect((await by('经办')).loaded.length).toBeGreaterThan(10)
  })
})

it('cannot change or delete a document that is loaded', async () => {
  const change = database.sql.updateTable('policy_document').set({ yaml: '' }).execute()
  await expect(change).rejects.toThrow(/permission denied|append-only/)
  await expect(database.sql.deleteFrom('policy_document').execute()).rejects.toThrow(/permission denied|append-only/)
})
