import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import schema from '../../schemas/calls.json' with { type: 'json' }
import { type CallRow, readRow } from './call-row.ts'
import { fieldTypes } from './conform.ts'
import { parseInstant } from './instants.ts'
import { NotAPage, parseCallList } from './page.ts'
import { createPlainReader } from './plain-rows.ts'

const fields = fieldTypes(schema)
const call = {
  call_id: 'CA1',
  from: '+14155559876',
  agent_id: 42,
  voicemail: false,
  notes: 'Said "hello", twice.\nThen — nothing: \u0001',
  tags: ['upgrade', 'pricing'],
  started_at: '2026-03-10T14:22:00Z',
  ended_at: '2026-03-10T14:25:05+00:00',
}
const answer = { status: 'success', count: 1, data: [call], page: 1, total_pages: 1 }
const bodyOf = (...rows: readonly string[]) => `{"total_pages":1,"data":[${rows.join()}]}`
const isPlain = (...rows: readonly string[]) => createPlainReader(fields)(bodyOf(...rows)) !== undefined

describe('an answer whose rows are plain', () => {
  test('gives them as they came, and says what it says beside them', () => {
    const { data, ...rest } = answer
    const plain = createPlainReader(fields)(JSON.stringify(answer))
    expect(plain?.rows).toEqual([
      {
        id: 'CA1',
        instant: Date.parse('2026-03-10T14:22:00Z'),
        endedAt: '2026-03-10T14:25:05+00:00',
        json: JSON.stringify(call),
      },
    ])
    expect(plain?.answer).toMatchObject(rest)
  })

  test.each([
    ['escapes', '{"call_id":"CA1","notes":"\\u00e9\\/\\"\\\\"}'],
    ['letters of any kind', '{"call_id":"CA1","notes":"é 你好 \u{1f4de} \u2028"}'],
    ['nulls', '{"call_id":"CA1","agent_id":null,"voicemail":null,"tags":null,"started_at":null}'],
    ['a blank after each colon and comma', '{"call_id": "CA1", "tags": ["a", "b"], "agent_id": 42}'],
    [
      'fields that the schema does not know',
      '{"call_id":"CA1","a":"b","cost":1.50,"n":7,"ok":true,"x":null}',
    ],
    ['no start', '{"call_id":"CA1"}'],
    ['a start that cannot be read', '{"call_id":"CA1","started_at":"soon"}'],
    ['a number that a double cannot hold', '{"call_id":"CA1","agent_id":-12345678901234567890,"more":1e400}'],
    ['a number however it is written', '{"call_id":"CA1","a":60.0,"b":-0.50,"c":1E+5,"d":0}'],
  ])('may have %s', (_, row) => {
    expect(createPlainReader(fields)(bodyOf(row))?.rows).toMatchObject([{ id: 'CA1', json: row }])
  })

  test('may be laid out in lines, its rows on one each', () => {
    const body = '{\n  "total_pages": 1,\n  "data": [\n    {"call_id": "a"},\r\n\t{"call_id": "b"}\n  ]\n}\n'
    expect(createPlainReader(fields)(body)?.rows.map((row) => row.json)).toEqual([
      '{"call_id": "a"}',
      '{"call_id": "b"}',
    ])
  })

  test('may have rows of several kinds, in any order', () => {
    const kinds = ['{"call_id":"a"}', '{"call_id":"a","notes":"b"}', '{"notes":"b","call_id":"a"}']
    expect(isPlain(...kinds, ...kinds.toReversed(), ...kinds)).toBe(true)
  })
})

describe('an answer is read by its values if it has a row', () => {
  test.each([
    ['that is no object', '5'],
    ['without a call_id', '{"notes":"a"}'],
    ['whose call_id is empty', '{"call_id":""}'],
    ['whose call_id is null', '{"call_id":null}'],
    ['whose call_id is a number', '{"call_id":1}'],
    ['whose call_id is written with an escape', '{"call_id":"\\u0041"}'],
    ['whose start is written with an escape', '{"call_id":"a","started_at":"\\u0032026-03-10"}'],
    ['with a name twice', '{"call_id":"a","notes":"b","notes":"c"}'],
    ['with a name that has an escape', '{"call_id":"a","n\\u006ftes":"b"}'],
    ['with a number as text', '{"call_id":"a","agent_id":"42"}'],
    ['with a text as number', '{"call_id":"a","notes":42}'],
    ['with a number that is no integer', '{"call_id":"a","agent_id":42.5}'],
    ['with an integer that is written otherwise', '{"call_id":"a","agent_id":42.0}'],
    ['with an integer that has an exponent', '{"call_id":"a","agent_id":1e5}'],
    ['with a number in place of a truth', '{"call_id":"a","voicemail":0}'],
    ['whose start is a number', '{"call_id":"a","started_at":1773152520}'],
    ['with a number that is none: a zero before it', '{"call_id":"a","agent_id":042}'],
    ['with a number that is none: no digit behind its point', '{"call_id":"a","more":1.}'],
    ['with a line break in a text', '{"call_id":"a","notes":"b\nc"}'],
    ['with a control character in a text', '{"call_id":"a","notes":"b\u001fc"}'],
    ['with an escape that is none', '{"call_id":"a","notes":"\\x41"}'],
    ['with an escape that is cut short', '{"call_id":"a","notes":"\\u004"}'],
    ['with a list that is not declared', '{"call_id":"a","more":[1]}'],
    ['with an object', '{"call_id":"a","more":{}}'],
    ['with a list of other things than texts', '{"call_id":"a","tags":[null]}'],
    ['on several lines', '{"call_id":"a",\n"notes":"b"}'],
    ['with a tabulator', '{"call_id":"a",\t"notes":"b"}'],
    ['with a tabulator before a comma', '{"call_id":"a"\t,"notes":"b"}'],
  ])('%s', (_, row) => {
    expect(isPlain(row)).toBe(false)
    expect(isPlain('{"call_id":"z"}', row)).toBe(false)
  })

  test.each([100, 10_000, 30_000])('of %i fields', (count) => {
    const more = Array.from({ length: count }, (_, nth) => `"f${nth}":${nth}`)
    expect(isPlain(`{"call_id":"a",${more.slice(0, 50).join()}}`)).toBe(true)
    expect(isPlain(`{"call_id":"a",${more.join()}}`)).toBe(false)
  })

  test('with a name or a gap that goes on and on', () => {
    const long = 'x'.repeat(500_000)
    expect(isPlain(`{"call_id":"a","${long}":1}`)).toBe(false)
    expect(isPlain(`{"call_id":"a",${' '.repeat(500_000)}"more":1}`)).toBe(false)
    expect(isPlain(`{"call_id":"a","more":"${long}"}`)).toBe(true)
  })

  test.each([
    ['call_id', '"a"', ['""', 'null', '1', '"\\u0041"', '"a']],
    ['agent_id', '42', ['042', '-', '-0', '+1', '4.0', '4e1', '"42"', 'true', 'nul', '[4]', '']],
    ['voicemail', 'true', ['True', 'tru', '1', '"true"', '[]']],
    ['notes', '"b"', ['b', '"b', '"b\\"', '"\\x"', '"\\u12"', '"\n"', '"\u0000"', '5', '["b"]']],
    ['tags', '["b"]', ['["b"', '[b]', '["b",]', '[,"b"]', '["b""c"]', '["b", , "c"]', '[null]', '"b"', '{}']],
    ['started_at', '"2026-03-10"', ['2026', '"2026', '"\\u0032026"', '[]']],
    ['more', '1', ['01', '1.', '.5', '1e', '1.e5', '-', '+1', '0x1', 'NaN', '[1]', '{}', "'b'"]],
  ])('that is like a plain one but for its %s', (name, good, bad) => {
    const row = (value: string) =>
      name === 'call_id' ? `{"call_id":${value}}` : `{"call_id":"a","${name}":${value}}`
    for (const value of bad) {
      expect(isPlain(row(good), row(good))).toBe(true)
      expect(isPlain(row(good), row(value)), value).toBe(false)
      expect(isPlain(row(value), row(good)), value).toBe(false)
    }
  })

  test('and others are still learned from, however many there are like it', () => {
    const read = createPlainReader(fields)
    for (let nth = 0; nth < 20; nth += 1) {
      expect(read(bodyOf())).toBeUndefined()
      expect(read(bodyOf('{"call_id":"a","agent_id":"42"}'))).toBeUndefined()
    }
    expect(read(bodyOf('{"call_id":"a"}'))?.rows).toHaveLength(1)
  })

  test('of a ninth kind', () => {
    const kinds = Array.from({ length: 9 }, (_, nth) => `{"call_id":"a","kind_${nth}":1}`)
    expect(isPlain(...kinds.slice(1))).toBe(true)
    expect(isPlain(...kinds)).toBe(false)
  })
})

test('a text of half a million escapes is plain, and more than a million characters are not looked at', () => {
  const row = (escapes: number) => `{"call_id":"a","notes":"${'\\n'.repeat(escapes)}"}`
  expect(isPlain(row(500_000))).toBe(true)
  expect(isPlain(row(10_000_000))).toBe(false)
})

test.each(['', ' ', ';', ',,', ':'])('rows are not to be parted by %j', (between) => {
  const rows = ['{"call_id":"a"}', '{"call_id":"b"}'].join(between)
  expect(createPlainReader(fields)(`{"total_pages":1,"data":[${rows}]}`)).toBeUndefined()
})

test.each([
  ['has no list', '{"total_pages":1,"data":{}}'],
  ['has no rows', '{"total_pages":1,"data":[]}'],
  ['has another list with the name', '{"x":{"data":[{"call_id":"a"}]},"data":[{"call_id":"b"}]}'],
  ['has a list whose name ends so', '{"a\\"data":[{"call_id":"a"}],"data":[{"call_id":"b"}]}'],
  ['has the list twice', '{"data":[{"call_id":"a"}],"data":[{"call_id":"b"}]}'],
  ['has what stands for the rows', '{"data":[{"call_id":"a"}],"data":["\uE000"]}'],
  ['has what stands for the rows, escaped', '{"data":[{"call_id":"a"}],"data":["\\uE000"]}'],
])('an answer is read by its values if it %s', (_, body) => {
  expect(createPlainReader(fields)(body)).toBeUndefined()
})

test('what is cut short is no page', () => {
  const body = JSON.stringify(answer)
  const inRows = body.indexOf('}]')
  for (let length = 0; length < body.length; length += 1) {
    const read = () => createPlainReader(fields)(body.slice(0, length))
    if (length <= inRows + 1) expect(read()).toBeUndefined()
    else expect(read).toThrow(NotAPage)
  }
})

/** What becomes of an answer: what it says and its records, a line each, or why it is none. */
function outcome(read: () => { answer: object; rows: readonly (CallRow | undefined)[] }) {
  try {
    const { answer: told, rows } = read()
    const records = rows.map((record) => ({
      id: record?.id,
      instant: record?.instant,
      end: parseInstant(record?.endedAt),
      data: JSON.parse(record?.json ?? 'null'),
      changes: record?.changes,
      isLine: !record?.json.includes('\n'),
    }))
    return { answer: { ...told, data: undefined }, records }
  } catch (error) {
    if (!(error instanceof NotAPage)) throw error
    return { failure: error.message, own: error.own }
  }
}

const text = fc.string({
  unit: fc.constantFrom('a', '"', '\\', '/', '\n', '\u0000', 'é', '\u2028', '1', ' '),
  maxLength: 4,
})
const value = fc.oneof(
  { weight: 6, arbitrary: fc.oneof(text, fc.constant('2026-03-10T14:22:00Z')) },
  fc.constantFrom(null, true, false, 0, -0, 7, -42, 2.5, 1e21, 123456789012345, 1234567890123456),
  fc.array(fc.oneof(text, fc.constantFrom(null, 1)), { maxLength: 3 }),
  fc.constantFrom({}, { data: [] }, [[]]),
)
const name = fc.constantFrom(
  'call_id',
  'notes',
  'agent_id',
  'voicemail',
  'tags',
  'more',
  '1',
  'data',
  '__proto__',
)
const declared = fc.oneof(
  fc.tuple(fc.constantFrom('notes', 'started_at', 'ended_at', 'more', 'status'), text),
  fc.tuple(fc.constantFrom('agent_id', 'more', '1'), fc.integer()),
  fc.tuple(fc.constantFrom('tags'), fc.array(text, { maxLength: 3 })),
  fc.tuple(fc.constantFrom('voicemail', 'direction', 'duration'), fc.constant(null)),
)
const member = fc.oneof({ weight: 9, arbitrary: declared }, { weight: 1, arbitrary: fc.tuple(name, value) })
const row = fc
  .tuple(fc.array(member, { maxLength: 4 }), fc.integer({ min: 0, max: 9 }))
  .map(([members, luck]) => [...(luck === 0 ? [] : [['call_id', `CA${luck}`] as const]), ...members])
const layout = fc.constantFrom([':', ','], [': ', ', '], [' : ', ' , '], [':', ',\n'], [':', '\t,'])
const damaged = fc.record({
  at: fc.nat(),
  put: fc.constantFrom('', '"', ',', '{', '}', ']', '0', '\\', 'e', '\n'),
})
/** JSON, and what is nearly JSON: a character may be gone, or another one. */
const body = fc
  .record({
    rows: fc.array(row, { minLength: 1, maxLength: 3 }),
    layout,
    status: fc.constantFrom('"success"', '"success"', '"error"', 'null'),
    damage: fc.oneof({ weight: 3, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: damaged }),
  })
  .map(({ rows, layout: [colon = '', comma = ''], status, damage }) => {
    const texts = rows.map(
      (members) => `{${members.map(([key, held]) => `"${key}"${colon}${JSON.stringify(held)}`).join(comma)}}`,
    )
    const whole = `{"status"${colon}${status}${comma}"data"${colon}[${texts.join(comma)}]${comma}"total_pages"${colon}1}`
    if (damage === undefined) return whole
    const at = damage.at % whole.length
    return `${whole.slice(0, at)}${damage.put}${whole.slice(at + 1)}`
  })

test('whatever an answer is, its plain rows are the records that its values make', () => {
  let plainOnes = 0
  fc.assert(
    fc.property(fc.array(body, { maxLength: 4 }), (bodies) => {
      const readPlain = createPlainReader(fields)
      for (const one of bodies) {
        let isPlain = true
        const plain = outcome(() => {
          const read = readPlain(one)
          isPlain = read !== undefined
          return read ?? { answer: {}, rows: [] }
        })
        if (!isPlain) continue
        plainOnes += 1
        const byValues = () => {
          const { answer: told, data } = parseCallList(one)
          return { answer: told, rows: data.map((held) => readRow(held, fields, expect.fail)) }
        }
        expect(plain).toEqual(outcome(byValues))
      }
    }),
    { numRuns: 2_000 },
  )
  expect(plainOnes).toBeGreaterThan(200)
})
