import { expect, test } from 'vitest'
import { tellStory, wrap } from './story.ts'

test('breaks between words, and leaves a word that is too long whole', () => {
  expect(wrap('one two three', 7)).toEqual(['one two', 'three'])
  expect(wrap('a 1234567890 b', 5)).toEqual(['a', '1234567890', 'b'])
})

test('numbers the steps and indents what came out', () => {
  let updates = ''
  const story = tellStory(
    (text) => {
      updates += text
    },
    (_, text) => text,
  )
  story.step('First')
  story.outcome('word '.repeat(20).trim())
  expect(updates).toBe(`\n1. First\n  → ${'word '.repeat(18)}word\n    word\n`)
})
