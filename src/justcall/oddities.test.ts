import { expect, test } from 'vitest'
import type { Notice } from '../airbyte/notices.ts'
import { createOddities } from './oddities.ts'

test('warns at the first of a kind, and counts the others', () => {
  const told: Notice[] = []
  const oddities = createOddities((notice) => told.push(notice))
  for (const kind of ['No id', 'Bad time', 'No id', 'No id']) oddities.note(kind)
  expect(told).toEqual([
    { type: 'log', level: 'WARN', message: 'No id; further ones are counted.' },
    { type: 'log', level: 'WARN', message: 'Bad time; further ones are counted.' },
  ])
  expect(oddities.summary()).toEqual(['No id: 3 times in this read.'])
})

test('has nothing to sum up where all was well', () => {
  expect(createOddities(() => {}).summary()).toEqual([])
})

test('sums up from the second of a kind on', () => {
  const oddities = createOddities(() => {})
  oddities.note('No id')
  expect(oddities.summary()).toEqual([])
  oddities.note('No id')
  expect(oddities.summary()).toEqual(['No id: 2 times in this read.'])
})
