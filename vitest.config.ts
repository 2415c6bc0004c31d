import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { defineConfig } from 'vitest/config'

const needsDocker = 'integration_tests/container.test.ts'
const needsChromium = 'integration_tests/browser.test.ts'
const needsTime = 'integration_tests/memory.test.ts'

/** Some tests wait more than they work. */
const maxWorkers = Math.ceil(availableParallelism() * 1.5)

/** Where each run leaves its results as a JSON file of its own, for CI to count. */
const results = process.env['TEST_RESULTS']

export default defineConfig({
  test: {
    ...(results === undefined
      ? {}
      : { reporters: ['default', ['json', { outputFile: join(results, `${process.pid}.json`) }]] }),
    projects: [
      {
        test: {
          name: 'unit',
          maxWorkers,
          // They leave nothing behind, and to load every module again for each takes as long as the tests do.
          isolate: false,
          // Random cases differ in size, and take longest on the oldest Node.
          testTimeout: 20_000,
          include: ['{src,sandbox,demo,scripts,testing}/**/*.test.ts'],
        },
      },
      {
        test: {
          name: 'integration',
          include: ['integration_tests/**/*.test.ts'],
          exclude: [needsDocker, needsChromium, needsTime],
          testTimeout: 60_000,
          hookTimeout: 60_000,
          maxWorkers,
        },
      },
      // Not part of `npm test`: it reads 600,000 calls four times, and needs the oldest Node that is supported.
      { test: { name: 'memory', include: [needsTime], testTimeout: 240_000, hookTimeout: 60_000 } },
      // Not part of it either: `npm test` has to pass on machines without Docker.
      { test: { name: 'container', include: [needsDocker], testTimeout: 60_000, hookTimeout: 600_000 } },
      // Nor this, for machines without Chromium.
      { test: { name: 'browser', include: [needsChromium], testTimeout: 60_000, hookTimeout: 60_000 } },
    ],
  },
})
