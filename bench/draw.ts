/** Makes SQL text for a number from 0 to below − 1 that depends on the seed, a row's number and the question alone. */
export type Draw = (row: string, question: number, below: number) => string

/** The same seed gives the same county in every run and on every machine. */
export function drawWith(seed: number): Draw {
  return (row, question, below) =>
    `abs(hashint8extended((${row})::bigint * 128 + ${question}, ${seed}) % ${below})::int`
}

/** SQL text that is true for so many rows of a thousand. */
export function chance(draw: Draw, row: string, question: number, perThousand: number): string {
  return `(${draw(row, question, 1000)} < ${perThousand})`
}

/** SQL text for one of these texts. */
export function oneOf(draw: Draw, row: string, question: number, texts: readonly string[]): string {
  const list = texts.map((text) => `'${text}'`).join(', ')
  return `(ARRAY[${list}])[1 + ${draw(row, question, texts.length)}]`
}
