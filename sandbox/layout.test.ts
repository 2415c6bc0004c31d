import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { LAYOUTS, layOut } from './layout.ts'

test.each([
  ['compact', '{"url":"a/b","name":"é","tags":["x","y"]}'],
  ['spaced', '{"url": "a/b", "name": "é", "tags": ["x", "y"]}'],
  ['lines', '{\n  "url": "a/b",\n  "name": "é",\n  "tags": [\n    "x",\n    "y"\n  ]\n}'],
  ['escaped', '{"url":"a\\/b","name":"\\u00e9","tags":["x","y"]}'],
] as const)('JSON is laid out %s', (layout, expected) => {
  expect(layOut('{"url":"a/b","name":"é","tags":["x","y"]}', layout)).toBe(expected)
})

describe.each(LAYOUTS)('%s', (layout) => {
  test('says the same, whatever that is', () => {
    fc.assert(
      fc.property(fc.json({ stringUnit: 'binary' }), (json) => {
        expect(JSON.parse(layOut(json, layout))).toEqual(JSON.parse(json))
      }),
    )
  })
})
