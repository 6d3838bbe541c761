import type { Month } from '../kernel/month.ts'
import type { ParameterName } from '../policy/parameters.ts'
import { childInDifficulty } from './children/child-in-difficulty.ts'
import { hivChild } from './children/hiv-child.ts'
import { orphan } from './children/orphan.ts'
import { unsupportedChild } from './children/unsupported-child.ts'
import { expenditureType } from './dibao/expenditure-type.ts'
import { singlePerson } from './dibao/single-person.ts'
import { supplement } from './dibao/supplement.ts'
import { taper } from './dibao/taper.ts'
import { topUp } from './dibao/top-up.ts'
import { disabilityLiving } from './disability/living.ts'
import { disabilityNursing } from './disability/nursing.ts'
import { disasterRelief } from './one-off/disaster-relief.ts'
import { educationGrant } from './one-off/education-grant.ts'
import { temporaryAssistance } from './one-off/temporary-assistance.ts'
import { priceSubsidy } from './price-subsidy/price-subsidy.ts'
import { tekunBasic } from './tekun/basic.ts'
import { tekunCare } from './tekun/care.ts'

/** What the rulebook tells of a rule: everything but how it computes. */
interface RuleHeading {
  readonly id: string
  readonly title: string
  readonly editions: readonly { readonly from: Month; readonly cites: readonly ParameterName[] }[]
}

/** A rule with the file that holds it and the test that tries it, as paths from the repository's root. */
export interface ListedRule {
  readonly rule: RuleHeading
  readonly file: string
  readonly test: string
}

/** Every rule, one line each, in the order of the programmes; a test finds one that is not listed. */
export const RULEBOOK: readonly ListedRule[] = [
  listed(topUp, 'dibao/top-up'),
  listed(singlePerson, 'dibao/single-person'),
  listed(expenditureType, 'dibao/expenditure-type'),
  listed(supplement, 'dibao/supplement'),
  listed(taper, 'dibao/taper'),
  listed(tekunBasic, 'tekun/basic', 'tekun/tekun'),
  listed(tekunCare, 'tekun/care', 'tekun/tekun'),
  listed(orphan, 'children/orphan', 'children/children'),
  listed(unsupportedChild, 'children/unsupported-child'),
  listed(hivChild, 'children/hiv-child', 'children/children'),
  listed(childInDifficulty, 'children/child-in-difficulty', 'children/children'),
  listed(disabilityLiving, 'disability/living', 'disability/disability'),
  listed(disabilityNursing, 'disability/nursing', 'disability/disability'),
  listed(temporaryAssistance, 'one-off/temporary-assistance'),
  listed(educationGrant, 'one-off/education-grant', 'one-off/one-off'),
  listed(disasterRelief, 'one-off/disaster-relief', 'one-off/one-off'),
  listed(priceSubsidy, 'price-subsidy/price-subsidy'),
]

function listed(rule: RuleHeading, file: string, test = file): ListedRule {
  return { rule, file: `src/rules/${file}.ts`, test: `test/rules/${test}.test.ts` }
}
