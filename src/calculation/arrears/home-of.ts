import type { HouseholdHistory } from '../../registry/household-history.ts'
import type { BenefitLine } from '../case-result.ts'
import { isOfPerson } from './beneficiary.ts'

type OfPerson = Pick<BenefitLine, 'householdNo' | 'personNo' | 'programme'>

/**
 * The one household of a group that tells a line's differences. A household's are its own. A person's stand where the
 * person's lines of the programme stand in the run's month, else with the first household by number that knows the
 * person, so that nothing is told twice.
 */
export function homeOf(
  group: readonly HouseholdHistory[],
  linesOf: (history: HouseholdHistory) => readonly BenefitLine[],
): (line: OfPerson) => string {
  const homes = new Map<string, string>()
  if (group.length > 1) {
    for (const line of group.flatMap(linesOf).filter(isOfPerson))
      if (!homes.has(placeOf(line))) homes.set(placeOf(line), line.householdNo)
  }
  return (line) => {
    if (!isOfPerson(line)) return line.householdNo
    const knowing = group.find(({ members }) => members.some((member) => member.personNo === line.personNo))
    return homes.get(placeOf(line)) ?? (knowing ?? group[0]!).householdNo
  }
}

function placeOf({ personNo, programme }: OfPerson): string {
  return `${personNo} ${programme}`
}
