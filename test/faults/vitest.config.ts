import { availableParallelism } from 'node:os'
import { defineConfig } from 'vitest/config'

/** `npm run test:faults`: what `npm test` does a little of, at length, and what hurts a whole server or needs strace. */
export default defineConfig({
  test: {
    include: ['test/faults/**/*.{test,faults}.ts'],
    globalSetup: ['test/support/global-database.ts'],
    maxWorkers: Math.max(2, availableParallelism()),
    testTimeout: 3_600_000,
    hookTimeout: 600_000,
    env: { TZ: 'UTC', HUIMIN_FAULTS: process.env.HUIMIN_FAULTS ?? 'long' },
  },
})
