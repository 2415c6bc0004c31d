import { expect, test } from 'vitest'
import { groupDigits } from './wording.ts'

test.each([
  [0, '0'],
  [999, '999'],
  [1_000, '1,000'],
  [123_456, '123,456'],
  [1_234_567, '1,234,567'],
])('%i is shown as %s', (value, text) => {
  expect(groupDigits(value)).toBe(text)
})
