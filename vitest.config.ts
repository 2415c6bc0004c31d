import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    projects: [
      { test: { name: 'unit', include: ['src/**/*.test.ts', 'sandbox/**/*.test.ts', 'demo/**/*.test.ts'] } },
      {
        test: {
          name: 'integration',
          include: ['integration_tests/**/*.test.ts'],
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
    ],
  },
})
