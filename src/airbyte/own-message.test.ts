import { describe, expect, test } from 'vitest'
import { ownMessage } from './own-message.ts'

describe('the own words of an answer', () => {
  test.each([
    ['its message', '{"status":"error","message":"Invalid date."}', 'Invalid date'],
    [
      'its message with its code',
      '{"message":"Invalid date","error_code":"BAD_DATE"}',
      'Invalid date [BAD_DATE]',
    ],
    [
      'its message that names the code',
      '{"message":"BAD_DATE given","error_code":"BAD_DATE"}',
      'BAD_DATE given',
    ],
    ['its error, where it has no message', '{"error":"Invalid date"}', 'Invalid date'],
    ['its message before its error', '{"error":"no","message":"Invalid date"}', 'Invalid date'],
    ['its error, where the message is no text', '{"message":{},"error":"Invalid date"}', 'Invalid date'],
    ['all of it, where no sentence is in it', '{"message":5}', '{"message":5}'],
    ['all of it, where it is no object', '"Invalid date"', '"Invalid date"'],
    ['all of it, where it is null', 'null', 'null'],
    ['plain text', 'Bad  gateway\n', 'Bad gateway'],
    ['nothing', '', ''],
    ['a page without its marks', '<html><body><h1>Bad</h1> gateway</body></html>', 'Bad gateway'],
    [
      'a page without scripts and styles',
      '<style>h1 { color: red }</style><script>\nif (1 < 2) go()\n</script><STYLE>a</STYLE>Bad gateway',
      'Bad gateway',
    ],
    ['a message of several lines', '{"message":"Invalid\\n  date"}', 'Invalid date'],
  ])('are %s', (_, body, words) => {
    expect(ownMessage(body)).toBe(words)
  })

  test('are no more than 300 characters', () => {
    expect(ownMessage('x'.repeat(300))).toBe('x'.repeat(300))
    expect(ownMessage('x'.repeat(301))).toBe(`${'x'.repeat(297)}...`)
  })
})
