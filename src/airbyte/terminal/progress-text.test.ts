import { describe, expect, test } from 'vitest'
import { progressText, type StreamProgress } from './progress-text.ts'

const startedAt = Date.UTC(2026, 2, 10, 14)
const textAfter = (seconds: number, progress: Partial<StreamProgress>, columns = 120) =>
  progressText({ stream: 'calls', startedAt, ...progress }, startedAt + seconds * 1000, columns)

describe('the progress line', () => {
  test.each<[string, number, Partial<StreamProgress>, string]>([
    ['at the start', 0, {}, 'calls: 0 · 0 requests'],
    ['without a rate in the first second', 0.9, { done: 100 }, 'calls: 100 · 0 requests'],
    ['without an estimate', 10, { done: 12_300, requests: 1 }, 'calls: 12,300 · 1,230/s · 1 request'],
    [
      'with an estimate',
      100,
      { done: 12_345, total: 45_000, requests: 1_124 },
      'calls: 12,345 of about 45,000 (27 %) · 123/s · 04:24 left · 1,124 requests',
    ],
    [
      'with nothing done yet',
      100,
      { total: 45_000, requests: 3 },
      'calls: 0 of about 45,000 (0 %) · 3 requests',
    ],
    [
      'at the end',
      10,
      { done: 50, total: 50, requests: 1 },
      'calls: 50 of about 50 (100 %) · 5.0/s · 1 request',
    ],
    ['past the estimate', 10, { done: 51, total: 50, requests: 1 }, 'calls: 51 · 5.1/s · 1 request'],
    ['of an empty account', 10, { done: 0, total: 0, requests: 1 }, 'calls: 0 · 1 request'],
    [
      'with retries and refusals',
      100,
      { done: 100, requests: 9, retries: 2, refusals: 1_000 },
      'calls: 100 · 1.0/s · 9 requests · 1,000 refused for quota · 2 retried',
    ],
    [
      'with hours left',
      100,
      { done: 100, total: 4_000, requests: 9 },
      'calls: 100 of about 4,000 (2 %) · 1.0/s · 01:05:00 left · 9 requests',
    ],
    [
      'with days left',
      100,
      { done: 100, total: 400_000, requests: 9 },
      'calls: 100 of about 400,000 (0 %) · 1.0/s · more than a day left · 9 requests',
    ],
    [
      'without a rate while it waits for quota',
      100,
      { done: 100, total: 200, requests: 9, waitingUntil: startedAt + 165_000 },
      'calls: 100 of about 200 (50 %) · waits for quota until 14:02:45 UTC, 01:05 left · 9 requests',
    ],
    [
      'after a wait for quota',
      100,
      { done: 100, requests: 9, waitingUntil: startedAt + 100_000 },
      'calls: 100 · 1.0/s · 9 requests',
    ],
  ])('%s', (_, seconds, progress, text) => {
    expect(textAfter(seconds, progress)).toBe(text)
  })

  test.each([
    [120, 'calls: 12,345 of about 45,000 (27 %) · 123/s · 04:24 left · 1,124 requests'],
    [74, 'calls: 12,345 of about 45,000 (27 %) · 123/s · 04:24 left · 1,124 requests'],
    [73, 'calls: 12,345 of about 45,000 (27 %) · 123/s · 04:24 left'],
    [40, 'calls: 12,345 of about 45,000 (27 %)'],
    [10, 'calls: 12,'],
    [0, ''],
    [-3, ''],
  ])('fits into %i columns', (columns, text) => {
    expect(textAfter(100, { done: 12_345, total: 45_000, requests: 1_124 }, columns)).toBe(text)
  })
})
