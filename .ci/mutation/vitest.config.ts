import { defineConfig } from 'vitest/config'

/** The unit tests of the connector. */
export default defineConfig({
  test: {
    include: ['src/justcall/**/*.test.ts'],
    isolate: false,
    testTimeout: 20_000,
  },
})
