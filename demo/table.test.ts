import { expect, test } from 'vitest'
import { formatTable } from './table.ts'

test('sets numbers to the right and texts to the left', () => {
  expect(
    formatTable(
      ['status', 'n'],
      [
        ['missed', '7'],
        ['busy', '1,024'],
      ],
    ),
  ).toEqual(['status      n', '──────  ─────', 'missed      7', 'busy    1,024'])
})

test('counts letters that take two columns as two, and marks as none', () => {
  const [, , ...rows] = formatTable(
    ['a', 'b'],
    [
      ['見積', 'x'],
      ['Zoe\u0308', 'x'],
      ['🎉', 'x'],
    ],
  )
  expect(rows).toEqual(['見積  x', 'Zoe\u0308   x', '🎉    x'])
})

test('keeps a cell on its line, and cuts one that is too wide', () => {
  const [, , row] = formatTable(['notes'], [['Line kept\ndropping, all day']], 12)
  expect(row).toBe('Line kept↵d…')
})

test('shows the names alone if there are no rows', () => {
  expect(formatTable(['status', 'n'], [])).toEqual(['status  n', '──────  ─'])
})
