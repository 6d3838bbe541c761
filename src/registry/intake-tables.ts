import type { LoadedTable } from '../db/statistics.ts'

/** A person that an input row names; the fact's column is `<name>_no`. */
export interface PersonColumn {
  readonly name: 'head' | 'person' | 'agent'
  /** The person is part of the row's key. */
  readonly inKey: boolean
  /** A person who is not known yet becomes known by this row. */
  readonly creates: boolean
}

/** Where the rows of one kind go, and what makes two of them the same. */
export interface IntakeTable {
  readonly kind: string
  readonly table: LoadedTable
  /** Columns of the key beside the county and the persons. */
  readonly keys: readonly string[]
  /** Columns that a later row of the same key replaces, beside the persons and the account. */
  readonly values: readonly string[]
  readonly persons: readonly PersonColumn[]
  readonly account: boolean
  /** Columns that hold for a person whatever key their row has: those of the row imported last. */
  readonly lastSaid?: readonly LastSaid[]
}

/** A column whose latest word counts, of all rows of a person or of those that share a column beside. */
export interface LastSaid {
  readonly column: 'died_on' | 'left_month'
  readonly within: readonly 'household_no'[]
}

/** The fact table of each kind. */
export const INTAKE_TABLES: Readonly<Record<string, IntakeTable>> = {
  households: {
    kind: 'households',
    table: 'household_fact',
    keys: ['household_no', 'from_month'],
    values: ['area', 'residence', 'size', 'address'],
    persons: [{ name: 'head', inKey: false, creates: true }],
    account: false,
  },
  members: {
    kind: 'members',
    table: 'member_fact',
    keys: ['household_no', 'from_month'],
    values: [
      'name',
      'relation',
      'covered',
      'disability_kind',
      'disability_grade',
      'gravely_ill',
      'lost_work_capacity',
      'single_parent',
      'in_school',
      'died_on',
      'left_month',
    ],
    persons: [{ name: 'person', inKey: true, creates: true }],
    account: false,
    // the narrower first: a row that is appended for it counts when the other is looked at
    lastSaid: [
      { column: 'left_month', within: ['household_no'] },
      { column: 'died_on', within: [] },
    ],
  },
  incomes: {
    kind: 'incomes',
    table: 'income_fact',
    keys: ['household_no', 'kind', 'from_month'],
    values: ['monthly_fen', 'to_month'],
    persons: [{ name: 'person', inKey: true, creates: false }],
    account: false,
  },
  enrolments: {
    kind: 'enrolments',
    table: 'enrolment_fact',
    keys: ['enrolment_no'],
    values: [
      'programme',
      'household_no',
      'from_month',
      'to_month',
      'end_reason',
      'approval',
      'class',
      'approved_fen',
      'multiple',
      'review_month',
    ],
    persons: [{ name: 'person', inKey: false, creates: false }],
    account: false,
  },
  accounts: {
    kind: 'accounts',
    table: 'account_fact',
    keys: ['from_month'],
    values: ['holder', 'account_kind', 'bank'],
    persons: [
      { name: 'person', inKey: true, creates: true },
      { name: 'agent', inKey: false, creates: true },
    ],
    account: true,
  },
  indices: {
    kind: 'indices',
    table: 'index_fact',
    keys: ['area', 'month', 'index'],
    values: ['rise', 'published_on'],
    persons: [],
    account: false,
  },
  matches: {
    kind: 'matches',
    table: 'match_fact',
    keys: ['source', 'result', 'found_on'],
    values: ['note'],
    persons: [{ name: 'person', inKey: true, creates: true }],
    account: false,
  },
}
