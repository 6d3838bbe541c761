import fc from 'fast-check'

/**
 * Where random examples start. The same for everybody, so that a test that failed once fails again;
 * `HUIMIN_SEED=$RANDOM npm test` looks elsewhere, and a failure prints the seed it was found with.
 */
fc.configureGlobal({ seed: Number(process.env.HUIMIN_SEED ?? 20260701) })
