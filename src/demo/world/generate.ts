import type { Month } from '../../kernel/month.ts'
import { BAD_ROWS } from './bad-rows.ts'
import { DEMO_BANKS } from './bank-dialects.ts'
import { type DemoRows, NO_ROWS } from './columns.ts'
import type { DemoFamily } from './family.ts'
import { familyRows, memberRow } from './family-rows.ts'
import { IdentityMaker } from './identity.ts'
import { indexRows } from './index-rows.ts'
import { makeFamily } from './make-family.ts'
import { occasionOf } from './occasion.ts'
import { type Maker, makePersons } from './persons.ts'
import { SeededRandom } from './random.ts'
import { RARE_NAMES, withRareName } from './rare-name.ts'

export interface DemoRequest {
  readonly households: number
  readonly month: Month
  readonly seed: number
}

/**
 * The registry of a made-up county, family after family: the same request always gives the same rows, and no more than
 * one family is held in memory. Bad rows stand among the good ones.
 */
export function* generateRegistry({ households, month, seed }: DemoRequest): Generator<DemoRows> {
  const maker: Maker = { random: new SeededRandom(seed), identities: new IdentityMaker(), month }
  yield { ...NO_ROWS, indices: indexRows(maker.random, month) }
  let bad = 0
  let rare = 0
  let before: DemoFamily | null = null
  for (let serial = 1; serial <= households; serial++) {
    const made = makeFamily(maker, serial, occasionOf(serial, households))
    const renamed = rare < RARE_NAMES ? withRareName(made, DEMO_BANKS.post.name) : null
    if (renamed) rare++
    const family = renamed ?? made
    yield familyRows(family)
    if (before && maker.random.perMille(1)) yield alsoListed(before, family)
    before = family
    const due = Math.floor((serial * BAD_ROWS.length) / households)
    for (; bad < due; bad++) yield badRow(maker, bad, family)
  }
}

/** Somebody of another family is on this one's list too, as if the move had not been recorded there. */
function alsoListed({ persons }: DemoFamily, { number, since }: DemoFamily): DemoRows {
  const moved = { ...persons.at(-1)!, relation: '其他' }
  return { ...NO_ROWS, members: [memberRow(number, moved, since)] }
}

function badRow(maker: Maker, at: number, family: DemoFamily): DemoRows {
  const { kind, make } = BAD_ROWS[at]!
  const [stranger] = makePersons(maker, 'ordinary', null)
  return { ...NO_ROWS, [kind]: [make(family, stranger!, maker.month)] }
}
