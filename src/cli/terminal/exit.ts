/** Exit codes: 0 done, 1 refused or problems found, 2 wrong usage, 3 the system failed. */
export const EXIT = { done: 0, refused: 1, usage: 2, failed: 3 } as const
