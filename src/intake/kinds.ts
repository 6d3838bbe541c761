import { accounts } from './accounts.ts'
import { enrolments } from './enrolments.ts'
import { households } from './households.ts'
import { incomes } from './incomes.ts'
import { indices } from './indices.ts'
import type { IntakeKind } from './kind.ts'
import { matches } from './matches.ts'
import { members } from './members.ts'

/** The seven kinds in the order in which a bureau imports them first. */
export const KINDS: readonly IntakeKind[] = [households, members, incomes, enrolments, accounts, indices, matches]

/** Reads a kind's code or Chinese name; null when there is no such kind. */
export function readKind(text: string): IntakeKind | null {
  return KINDS.find(({ code, name }) => code === text || name === text) ?? null
}
