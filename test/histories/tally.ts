/** What a test of histories has met, so that one in which nothing happens does not pass. */
export interface Tally {
  histories: number
  runs: number
  voided: number
  due: number
  differences: number
  open: number
  refusedOnce: number
  supplements: number
  payments: number
  released: number
  paid: number
  failed: number
  silent: number
  decided: number
  contradicted: number
  stopped: number
  reissued: number
  reissuedAgain: number
  reissuesVoided: number
  astray: number
  twice: number
  closed: number
  waiting: number
}

export function newTally(): Tally {
  return {
    ...{ histories: 0, runs: 0, voided: 0, due: 0, differences: 0, open: 0, refusedOnce: 0, supplements: 0 },
    ...{ payments: 0, released: 0, paid: 0, failed: 0, silent: 0, decided: 0, contradicted: 0, stopped: 0 },
    ...{ reissued: 0, reissuedAgain: 0, reissuesVoided: 0, astray: 0, twice: 0, closed: 0, waiting: 0 },
  }
}
