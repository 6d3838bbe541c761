import { isPersonProgramme } from '../../rules/person-programmes.ts'
import type { BenefitLine } from '../case-result.ts'

type Told = Pick<BenefitLine, 'householdNo' | 'personNo' | 'programme'>

/** Person programmes and price subsidies are a person's wherever the person lives; everything else is the household's. */
export function isOfPerson({ personNo, programme }: Omit<Told, 'householdNo'>): boolean {
  return personNo !== 0 && (programme === 'price-subsidy' || isPersonProgramme(programme))
}

/** Whose differences are taken together and set off against each other: a person, or a household with its supplements. */
export function beneficiaryOf(line: Told): string {
  return isOfPerson(line) ? `#${line.personNo}` : line.householdNo
}

/** What a difference is taken per: household or person, programme, component and benefit month. */
export function differenceKey(line: Told & Pick<BenefitLine, 'component' | 'benefitMonth'>): string {
  const person = isOfPerson(line) ? '' : line.personNo
  return `${beneficiaryOf(line)}\t${person}\t${line.programme}\t${line.component}\t${line.benefitMonth}`
}
