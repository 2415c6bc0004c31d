import fc from 'fast-check'
import { expect, test } from 'vitest'
import { repairTexts } from './well-formed.ts'

test.each<[string, object, object, string[]]>([
  ['a high half', { a: 'x\ud83dy' }, { a: 'x\ufffdy' }, ['a']],
  ['a low half', { a: '\ude00' }, { a: '\ufffd' }, ['a']],
  ['the halves in the wrong order', { a: '\ude00\ud83d' }, { a: '\ufffd\ufffd' }, ['a']],
  ['a half beside a pair', { a: '\ud83d\ud83d\ude00' }, { a: '\ufffd😀' }, ['a']],
  ['a half in a list', { a: 1, b: [[], ['\ud83d', null]] }, { a: 1, b: [[], ['\ufffd', null]] }, ['b']],
  ['a half in an object', { a: { b: { c: '\ud83d' } } }, { a: { b: { c: '\ufffd' } } }, ['a']],
  ['a half in a name', { 'a\ud83d': 1 }, { 'a\ufffd': 1 }, ['a\ufffd']],
  ['a half in a name within', { a: [{ '\ud83d': 1 }] }, { a: [{ '\ufffd': 1 }] }, ['a']],
  [
    'halves in a name and its value',
    { '\ud83d': '\ude00', b: '' },
    { '\ufffd': '\ufffd', b: '' },
    ['\ufffd'],
  ],
])('replaces %s', (_what, row, expected, fields) => {
  const copy = { ...row }
  expect(repairTexts(copy)).toEqual(fields)
  expect(copy).toEqual(expected)
})

test('loses no value whose name becomes that of another', () => {
  const row = { 'a\ud83d': 1, 'a\ude00': 2, 'a\ufffd': 3, b: { '\ud83d': 4, '\ude00': 5 } }
  expect(repairTexts(row)).toEqual(['a\ufffd\ufffd', 'a\ufffd\ufffd\ufffd', 'b'])
  expect(JSON.stringify(row)).toBe(
    '{"a\ufffd\ufffd":1,"a\ufffd\ufffd\ufffd":2,"a\ufffd":3,"b":{"\ufffd":4,"\ufffd\ufffd":5}}',
  )
})

test('keeps members that mean something to JavaScript', () => {
  const row = JSON.parse('{"__proto__":{"__proto__":"\\ud83d"},"\\ud83d":1,"constructor":"\\ude00"}')
  expect(repairTexts(row)).toEqual(['__proto__', '\ufffd', 'constructor'])
  expect(JSON.stringify(row)).toBe('{"__proto__":{"__proto__":"\ufffd"},"\ufffd":1,"constructor":"\ufffd"}')
})

test('makes members that can be changed and removed, as JSON.parse does', () => {
  const row: Record<string, unknown> = { 'a\ud83d': '\ude00' }
  repairTexts(row)
  row['a\ufffd'] = 1
  expect(row).toEqual({ 'a\ufffd': 1 })
  delete row['a\ufffd']
  expect(row).toEqual({})
})

test('whatever the JSON is, nothing but its halves changes, and none is left', () => {
  const unit = fc.constantFrom('a', '\ud83d', '\ude00', '\ufffd', '\\ud83d', '1')
  const text = fc.string({ unit, maxLength: 4 })
  const { tree } = fc.letrec<{ tree: unknown }>((tie) => ({
    tree: fc.oneof(
      { depthSize: 'small' },
      text,
      fc.constantFrom(null, 1, true),
      fc.array(tie('tree'), { maxLength: 3 }),
      fc.dictionary(text, tie('tree'), { maxKeys: 4, noNullPrototype: true }),
    ),
  }))
  fc.assert(
    fc.property(fc.dictionary(text, tree, { maxKeys: 4, noNullPrototype: true }), (row) => {
      const before = JSON.stringify(row)
      const copy: Record<string, unknown> = JSON.parse(before)
      const fields = repairTexts(copy)
      const after = JSON.stringify(copy)
      expect(after.replaceAll('\\\\', '')).not.toMatch(/\\ud[89a-f]/)
      expect(fields.length === 0).toBe(before === after)
      // No value is lost, and none gained.
      const shape = (json: string) => json.replaceAll(/"(?:[^"\\]|\\.)*"/g, '""')
      expect(shape(after)).toBe(shape(before))
    }),
    { numRuns: 1_000 },
  )
})
