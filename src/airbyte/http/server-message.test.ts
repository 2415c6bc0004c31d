import { describe, expect, test } from 'vitest'
import { serverMessage } from './server-message.ts'

describe('the message in a response body', () => {
  test.each([
    ['its message', '{"status":"error","message":"Invalid date."}', 'Invalid date'],
    [
      'its message with its code',
      '{"message":"Invalid date","error_code":"BAD_DATE"}',
      'Invalid date [BAD_DATE]',
    ],
    [
      'its message, if that names the code',
      '{"message":"BAD_DATE given","error_code":"BAD_DATE"}',
      'BAD_DATE given',
    ],
    ['its error, where it has no message', '{"error":"Invalid date"}', 'Invalid date'],
    ['its message before its error', '{"error":"no","message":"Invalid date"}', 'Invalid date'],
    ['its error, where the message is no text', '{"message":{},"error":"Invalid date"}', 'Invalid date'],
    ['the message within its error', '{"error":{"message":"Invalid date","at":{}}}', 'Invalid date'],
    ['its message behind a byte order mark', '\ufeff {"message":"Invalid date"}', 'Invalid date'],
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
  ])('is %s', (_, body, words) => {
    expect(serverMessage(body)).toBe(words)
  })

  const row = '{"call_id":"CA1","notes":"Called about the invoice"}'

  test.each([
    ['a page of rows', `{"status":"success","data":[${row}]}`, ''],
    ['a list of rows', `[${row}]`, ''],
    ['a row', row, ''],
    ['rows beside a message', `{"message":"Half of it failed","data":[${row}]}`, 'Half of it failed'],
    ['rows that are cut short', `{"status":"success","data":[${row.slice(0, 40)}`, ''],
    ['rows that are cut in the middle', `\n\t [ ${row.slice(0, 40)}`, ''],
    ['rows on lines', `${row}\n${row}`, ''],
    ['rows within a call', `callback({"data":[${row}]})`, 'callback('],
    ['rows within a page', `<h1>Error</h1><pre>[${row}]</pre>`, 'Error'],
    ['rows in entities', `<h1>Error</h1>${row.replaceAll('"', '&quot;')}`, 'Error'],
    ['a text within its error', `{"error":[${row}]}`, ''],
    ['nothing but numbers', '{"a":5}', ''],
  ])('is never data: %s', (_, body, words) => {
    expect(serverMessage(body)).toBe(words)
  })

  test('has at most 300 characters', () => {
    expect(serverMessage('x'.repeat(300))).toBe('x'.repeat(300))
    expect(serverMessage('x'.repeat(301))).toBe(`${'x'.repeat(297)}...`)
  })
})
