import type { Fen } from '../kernel/money.ts'
import { computeDibao } from '../rules/dibao/dibao.ts'
import { computePersonProgramme } from '../rules/person-programmes.ts'
import type { CaseInMonth } from './case-in-month.ts'
import { type Claim, householdsOf } from './claims.ts'
import { dibaoFacts, dibaoOf } from './dibao-facts.ts'
import { personFacts } from './person-facts.ts'

/**
 * What each claim alone would give the person, for exclusions that keep the higher: of a dibao the person's share of the
 * top-up and the own supplement, of a person programme all components.
 */
export function claimAmounts(personNo: number, one: CaseInMonth): (claim: Claim) => Fen {
  return ({ enrolmentNo, householdNo }) => {
    const homes = householdsOf(personNo, one)
    const home = homes.find((home) => home.householdNo === householdNo) ?? one.history
    const there = one.of(home)
    if (!there.household) return 0n
    const lookup = one.context.lookup(there.household.area, one.month)
    const dibao = dibaoOf(home).find((one) => one.enrolmentNo === enrolmentNo)
    const facts = dibao && dibaoFacts(there, dibao)
    if (facts) return shareOf(personNo, computeDibao(facts, lookup).awards)
    const enrolment = home.enrolments.find((one) => one.enrolmentNo === enrolmentNo)
    const person = enrolment && personFacts(there, enrolment, homes)
    return person ? total(computePersonProgramme(person, lookup).awards) : 0n
  }
}

type Amounts = readonly { readonly personNo: number; readonly persons: number; readonly amountFen: Fen }[]

/** A person's share of a household's dibao: rounded down to the fen, which serves to compare. */
function shareOf(personNo: number, awards: Amounts): Fen {
  return awards.reduce((sum, award) => {
    if (award.personNo === personNo) return sum + award.amountFen
    return award.personNo === 0 ? sum + award.amountFen / BigInt(award.persons) : sum
  }, 0n)
}

function total(awards: Amounts): Fen {
  return awards.reduce((sum, { amountFen }) => sum + amountFen, 0n)
}
