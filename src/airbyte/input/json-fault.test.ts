import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { findJsonFault } from './json-fault.ts'

const value = 'a value'
const key = 'a property name in double quotes'

describe('finds the fault', () => {
  test.each([
    ['', 0, value],
    ['  ', 2, value],
    ['x', 0, value],
    ['{', 1, `${key} or }`],
    ['{ x', 2, `${key} or }`],
    ["{'a': 1}", 1, `${key} or }`],
    ['{a: 1}', 1, `${key} or }`],
    ['{"a" 1}', 5, 'a colon'],
    ['{"a": }', 6, value],
    ['{"a": 1 "b"', 8, 'a comma or }'],
    ['{"a": 1]', 7, 'a comma or }'],
    ['{"a": 1,}', 8, key],
    ['{"a": 1,, "b"', 8, key],
    ['[', 1, 'a value or ]'],
    ['[}', 1, 'a value or ]'],
    ['[1 2]', 3, 'a comma or ]'],
    ['[1}', 2, 'a comma or ]'],
    ['[1,]', 3, value],
    ['[1,,2]', 3, value],
    ['{}x', 2, 'the end of the file'],
    ['[] []', 3, 'the end of the file'],
    ['1 2', 2, 'the end of the file'],
    ['{"a": {"b": [1, {"c": 2]}}', 23, 'a comma or }'],
    ['[[], {}, [1] 2', 13, 'a comma or ]'],
    ['{"a": tru}', 6, value],
    ['{"a": truely}', 6, value],
    ['{"a": nulls}', 6, value],
    ['{"a": 01}', 6, value],
    ['{"a": 1.}', 6, value],
    ['{"a": .5}', 6, value],
    ['{"a": +5}', 6, value],
    ['{"a": 1e}', 6, value],
    ['{"a": 0x1F}', 6, value],
    ['{"a": -}', 6, value],
    ['{"a": NaN}', 6, value],
    ['{"a": "b\nc"}', 6, value],
    ['{"a": "b\\x"}', 6, value],
    ['{"a": "b\\u12"}', 6, value],
    ['{"a": "b', 6, value],
    ['{"a": "b\\"}', 6, value],
    ['{"a', 1, `${key} or }`],
    ['// a comment\n{}', 0, value],
    ['{\n  "a": 1, // a comment\n}', 12, key],
  ])('in %j', (text, offset, expected) => {
    expect(() => JSON.parse(text)).toThrow(SyntaxError)
    expect(findJsonFault(text)).toEqual({ offset, expected })
  })

  test('after valid content', () => {
    const text =
      '[0,-0,1.5,1e5,1E+5,-1.25e-7,true,false,null,"","\\"\\\\\\/\\b\\f\\n\\r\\t\\u00e9","é😀",{},[]\t\r\n x'
    expect(findJsonFault(text)).toEqual({ offset: text.length - 1, expected: 'a comma or ]' })
  })

  test.each([
    ['U+007F', '\u007f'],
    ['U+0085', '\u0085'],
    ['U+2028', '\u2028'],
    ['a lone surrogate', '\ud800'],
  ])('after a string with %s, which JSON allows', (_, char) => {
    expect(JSON.parse(`["${char}"]`)).toEqual([char])
    expect(findJsonFault(`["${char}", x]`)).toEqual({ offset: 6, expected: value })
  })
})

describe('in parts of a valid text', () => {
  test('a truncated text has its fault at its end, or at its last token', () => {
    fc.assert(
      fc.property(fc.json(), fc.nat(), (json, cut) => {
        const text = json.slice(0, cut % json.length)
        fc.pre(isNotJson(text))
        const { offset } = findJsonFault(text)
        expect(offset).toBeLessThanOrEqual(text.length)
        // The text before the fault is valid: only the token after it is truncated.
        expect(text.slice(offset)).toMatch(/^(?:".*|[-+.\w]*)$/s)
      }),
    )
  })

  test('the fault is within the text, and depends only on what precedes it', () => {
    fc.assert(
      fc.property(fc.json(), fc.nat(), fc.string({ maxLength: 3 }), (json, place, wrong) => {
        const at = place % (json.length + 1)
        const text = json.slice(0, at) + wrong + json.slice(at)
        fc.pre(isNotJson(text))
        const { offset } = findJsonFault(text)
        expect(offset).toBeGreaterThanOrEqual(0)
        expect(offset).toBeLessThanOrEqual(text.length)
      }),
    )
  })
})

function isNotJson(text: string): boolean {
  try {
    JSON.parse(text)
    return false
  } catch {
    return true
  }
}
