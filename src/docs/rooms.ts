/** One folder of `src`, and what is in it. */
export interface Room {
  readonly name: string
  readonly what: string
}

/** The rooms in the order in which they may import each other: each those before it. The README's map is made of them. */
export const ROOMS: readonly Room[] = [
  { name: 'kernel', what: 'months, money, areas, identifiers, problems and refusals; imports nothing of ours' },
  { name: 'files', what: 'files published whole under their names, the file lock, the list of what an export wrote' },
  { name: 'workbook', what: '`.xlsx`: read piece by piece from bytes that may be hostile, written with the same bytes everywhere' },
  { name: 'db', what: 'embedded server or `DATABASE_URL`, transactions, COPY, keys and sealing, audit chain' },
  { name: 'access', what: 'who acts, as which role, in which counties; tokens' },
  { name: 'policy', what: 'parameters and their shapes, YAML documents checked line by line, the policy book' },
  { name: 'run', what: 'what a run is: its states, events, locks and seal' },
  { name: 'rules', what: 'what each rule pays and why, one folder a programme' },
  { name: 'intake', what: 'a row of a CSV file or workbook is read and checked' },
  { name: 'layout', what: 'the language of bank files, both ways; the built-in ones in `layouts/*.yaml`' },
  { name: 'checks', what: 'a bureau’s own limits, what goes beyond them, who let it pass' },
  { name: 'payment', what: 'payments formed from lines, the account of each, the files they go out in, the ledger of these' },
  { name: 'registry', what: 'facts appended: from which month they hold, and when the county knew them; read again as known then' },
  { name: 'returns', what: 'what a bank answered, what people decided where it did not, what it debited' },
  { name: 'calculation', what: 'what a case is due in a month, differences to what was lined up; `engine` reads, works out, stores, pays' },
  { name: 'reissue', what: 'what failed and waits, what is sent again and when not, claims against wrong receivers' },
  { name: 'reconciliation', what: 'the run to the fen, breaks, funding shares, this month beside the last' },
  { name: 'reports', what: '发放明细, 对账汇总, the price decision and the family’s page, as people read them' },
  { name: 'pack', what: 'the auditor’s folder and the list for the villages' },
  { name: 'app', what: 'the steps of the month, a room each: load → pure → save in one transaction' },
  { name: 'admin', what: 'users, keys, backups, archived months, the state of the machine' },
  { name: 'docs', what: 'what `npm run docs` writes from rules, documents and imports' },
  { name: 'clock', what: 'what is due without anybody asking, each job once' },
  { name: 'demo', what: 'a made-up county (`world`) and its whole month (`play`)' },
  { name: 'cli', what: 'the commands: words and tables, nothing decided' },
] // biome-ignore format: one room is one line
