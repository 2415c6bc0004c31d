import { once } from 'node:events'
import { createServer } from 'node:http'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { CommandResult } from './command.ts'
import { lastState, runRead, warningsOf } from './setup.ts'

const close: (() => void)[] = []

afterAll(() => {
  for (const end of close) end()
})

/** An API whose first page is this text, byte for byte, and whose others are empty. */
async function serve(body: string | Buffer): Promise<string> {
  const server = createServer((request, response) => {
    const number = new URL(`http://api${request.url}`).searchParams.get('page')
    const empty = `{"status":"success","data":[],"page":${number},"per_page":100,"total_pages":1}`
    response.writeHead(200, { 'content-type': 'application/json' }).end(number === '1' ? body : empty)
  })
  close.push(() => {
    server.close()
    server.closeAllConnections()
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const address = server.address()
  return `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`
}

const page = (rows: readonly string[]) =>
  `{"status":"success","count":${rows.length},"data":[${rows.join()}],"page":1,"per_page":100,"total_pages":1}`

const startedAt = '"started_at":"2024-03-10T14:22:00Z"'

/** The text of a call with these members, which are written as they are. */
const call = (members: string, id = 'call_1') => `{"call_id":"${id}",${startedAt},${members}}`

async function readRows(rows: readonly string[]): Promise<CommandResult> {
  const result = await runRead(await serve(page(rows)))
  expect(result).toMatchObject({ exitCode: 0, signal: null, stderr: '', errors: [] })
  return result
}

/** The text of each record's data as it stands on its line. */
const dataOf = ({ lines }: CommandResult): string[] =>
  lines
    .filter((line) => line.startsWith('{"type":"RECORD"'))
    .map((line) => line.replace(/^.*?"data":/, '').replace(/(,"meta":\{"changes":\[.*?\]\})?\}\}$/, ''))

describe('what is written as it came, character by character', { concurrent: true }, () => {
  const members = [
    ['a number beyond 2^53', '"x":9007199254740993'],
    ['a number beyond 2^64', '"x":18446744073709551617'],
    ['a negative one', '"x":-9007199254740993'],
    ['thirty digits', '"x":123456789012345678901234567890'],
    ['a fraction of twenty digits', '"x":0.12345678901234567891'],
    ['a number that no double holds', '"x":1e400'],
    ['a fraction that a double would round to nothing', '"x":1e-400'],
    ['a long number in a list', '"x":[1,9007199254740993,{"y":9007199254740995}]'],
    ['a long number in an integer field', '"duration":9007199254740993'],
    ['a long number among texts that look like one', '"x":"9007199254740993","y":9007199254740993'],
    ['a text of digits', '"x":"90071992547409931234567890"'],
    ['a text that looks like half of a pair', '"notes":"C:\\\\udemy \\\\ud83d"'],
    ['a pair and a U+FFFD of its own', '"notes":"😀\ufffd"'],
    ['a NUL', '"notes":"a\\u0000b"'],
    ['line breaks within a text', '"notes":"a\\nb\\r\\nc"'],
    ['an emoji', '"notes":"😀"'],
    ['a key of nothing', '"":1'],
    ['a key of line breaks', '"a\\nb":1'],
    [
      'keys that mean something to JavaScript',
      '"constructor":{"prototype":{"x":1}},"toString":1,"hasOwnProperty":2',
    ],
    ['nesting that is deep', `"x":${'['.repeat(500)}${']'.repeat(500)}`],
    ['an empty list and an empty object', '"x":[],"y":{},"tags":[]'],
  ] as const

  // Long numbers make a page be read in another way: each row is on a page with them, and on one without if it can be.
  const isLong = (text: string) => /\d{16}|\de[-+]?\d/.test(text)
  const all = members.map(([what, text], nth) => [what, call(text, `call_${nth}`)] as const)
  const short = all.filter(([, row]) => !isLong(row))

  describe.each([
    ['with long numbers', all],
    ['without', short],
  ])('on a page %s', (_page, rows) => {
    let result: CommandResult
    beforeAll(async () => {
      result = await readRows(rows.map(([, row]) => row))
    })

    test.each(rows)('%s', (_what, row) => {
      expect(dataOf(result)).toContain(row)
    })

    test('and nothing is warned of', () => {
      expect(dataOf(result)).toHaveLength(rows.length)
      expect(warningsOf(result)).toEqual([])
    })
  })

  test('a __proto__ key, at any depth', async () => {
    const row = call(
      '"__proto__":{"polluted":true},"x":{"__proto__":null,"y":[{"__proto__":{"polluted":1}}]}',
    )
    const result = await readRows([row, call('"notes":null', 'call_2')])
    expect(dataOf(result)).toEqual([row, call('"notes":null', 'call_2')])
  })

  test('a __proto__ key beside a number beyond 2^53', async () => {
    const row = call('"__proto__":{"polluted":true},"x":9007199254740993')
    expect(dataOf(await readRows([row]))).toEqual([row])
  })

  test('a text of eight million characters', async () => {
    const row = call(`"notes":"${'é'.repeat(8_000_000)}"`)
    const [data = ''] = dataOf(await readRows([row]))
    expect(data.length).toBe(row.length)
    expect(data === row).toBe(true)
  })

  test('a page behind a byte order mark', async () => {
    const row = call('"notes":"a"')
    const result = await runRead(await serve(`\ufeff${page([row])}`))
    expect(result).toMatchObject({ exitCode: 0, errors: [] })
    expect(dataOf(result)).toEqual([row])
  })

  test('any number at all', async () => {
    const digits = fc.string({ unit: fc.constantFrom(...'0123456789'), minLength: 1, maxLength: 40 })
    const integer = digits.map((text) => text.replace(/^0+(?=\d)/, ''))
    const number = fc
      .tuple(fc.boolean(), integer, fc.option(digits), fc.option(fc.integer({ min: -400, max: 400 })))
      .map(([negative, whole, fraction, exponent]) =>
        [
          negative ? '-' : '',
          whole,
          fraction === null ? '' : `.${fraction}`,
          exponent === null ? '' : `e${exponent}`,
        ].join(''),
      )
    await fc.assert(
      fc.asyncProperty(fc.array(number, { minLength: 50, maxLength: 100 }), async (numbers) => {
        const rows = numbers.map((text, index) => call(`"x":${text}`, `call_${index}`))
        const written = dataOf(await readRows(rows)).map((data) => /"x":([^}]*)\}$/.exec(data)?.[1] ?? '')
        expect(written.map(numberOf)).toEqual(numbers.map(numberOf))
        // What a double does not hold keeps its digits, one by one.
        for (const [index, text] of numbers.entries()) {
          if (/^-?\d{17,}$/.test(text) && Number(text) !== Number(text.slice(0, 15))) {
            expect(numberOf(written[index] ?? '')).toBe(numberOf(text))
          }
        }
      }),
      { numRuns: 5 },
    )
  })
})

/** Sign, digits and exponent: one text for all ways to write a number. */
function numberOf(text: string): string {
  const [, sign = '', whole = '', fraction = '', exponent = '0'] =
    /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/.exec(text) ?? []
  const digits = `${whole}${fraction}`.replace(/^0+/, '')
  const significant = digits.replace(/0+$/, '')
  if (significant === '') return '0'
  return `${sign}${significant}e${Number(exponent) - fraction.length + digits.length - significant.length}`
}

describe('what is written otherwise, and means the same', { concurrent: true }, () => {
  test('line breaks of Unicode leave as escapes, in keys too', async () => {
    const result = await readRows([call('"notes":"a\u2028b\u2029c\u0085d","e\u2028f":1')])
    expect(dataOf(result)).toEqual([call('"notes":"a\\u2028b\\u2029c\\u0085d","e\\u2028f":1')])
    expect(result.records).toMatchObject([{ data: { notes: 'a\u2028b\u2029c\u0085d', 'e\u2028f': 1 } }])
  })

  test('of duplicate keys the last one stands, once', async () => {
    const result = await readRows([call('"notes":"a","duration":1,"notes":"b","duration":2')])
    expect(dataOf(result)).toEqual([call('"notes":"b","duration":2')])
  })

  test('of two call_ids the last one stands', async () => {
    const result = await readRows([`{"call_id":"a",${startedAt},"call_id":"b"}`])
    expect(result.records).toMatchObject([{ data: { call_id: 'b' } }])
  })

  describe('half of a surrogate pair leaves as U+FFFD, on lines that strict readers read', () => {
    const truncated = (field: string) => ({
      field,
      change: 'TRUNCATED',
      reason: 'SOURCE_SERIALIZATION_ERROR',
    })
    const half = '\\ud83d'

    test.each([
      ['in a text', call(`"notes":"half ${half} of it"`), 'notes'],
      ['in a text, as a low half in capitals', call('"notes":"\\uDE00"'), 'notes'],
      ['in a list', call(`"tags":["a","${half}"]`), 'tags'],
      ['in a field that the contract does not know, nested', call(`"x":{"y":[{"z":"${half}"}]}`), 'x'],
      ['in a name', call(`"a${half}":1`), 'a\ufffd'],
      ['in a name, nested', call(`"x":[{"a${half}":1}]`), 'x'],
      ['in a time', call(`"ended_at":"${half}"`), 'ended_at'],
      ['in a call_id', call('"notes":"a"', `call_${half}`), 'call_id'],
      ['beside a number beyond 2^53', call(`"notes":"${half}","x":9007199254740993`), 'notes'],
    ])('%s', async (_what, row, field) => {
      const result = await readRows([
        row,
        call('"notes":"whole"', 'call_2'),
        row.replace(':"call_', ':"also_'),
      ])
      expect(dataOf(result)).toEqual([
        row.replace(/\\u(d83d|de00)/i, '\ufffd'),
        call('"notes":"whole"', 'call_2'),
        row.replace(':"call_', ':"also_').replace(/\\u(d83d|de00)/i, '\ufffd'),
      ])
      expect(result.lines.filter((line) => /\\ud[89a-f]/i.test(line))).toEqual([])
      expect(result.records.map(({ meta }) => meta?.changes)).toEqual([
        [truncated(field)],
        undefined,
        [truncated(field)],
      ])
      const warnings = warningsOf(result).filter((message) => message.includes(`"${field}"`))
      expect(warnings).toEqual([
        `Half of a character in the field "${field}" was replaced with U+FFFD; further ones are counted.`,
        `Half of a character in the field "${field}" was replaced with U+FFFD: 2 times in this read.`,
      ])
    })

    test('also where two names would become one', async () => {
      const result = await readRows([call(`"x":{"a${half}":1,"a\\ude00":2}`)])
      expect(dataOf(result)).toEqual([call('"x":{"a\ufffd":1,"a\ufffd\ufffd":2}')])
    })

    test('and the call does not come again unless it changes', async () => {
      const url = await serve(page([call(`"notes":"${half}"`, `call_${half}`), `{"notes":"${half}"}`]))
      const first = await runRead(url)
      expect(first.records).toHaveLength(2)
      const next = await runRead(url, { state: lastState(first) })
      expect(next).toMatchObject({ exitCode: 0, records: [] })
    })
  })

  test('bytes that are no UTF-8 become U+FFFD, and the call goes through and is reported', async () => {
    const [before = '', after = ''] = page([call('"notes":"a|b"')]).split('|')
    const body = Buffer.concat([Buffer.from(before), Buffer.from([0xff, 0xc0]), Buffer.from(after)])
    const result = await runRead(await serve(body))
    expect(result).toMatchObject({ exitCode: 0, errors: [] })
    expect(result.records).toMatchObject([
      {
        data: { notes: expect.stringMatching(/^a\ufffd+b$/) },
        meta: { changes: [{ field: 'notes', change: 'TRUNCATED' }] },
      },
    ])
    expect(warningsOf(result).join()).toContain('the field "notes"')
  })
})

describe('nesting 10,000 deep', { concurrent: true }, () => {
  const deep = `${'['.repeat(10_000)}${']'.repeat(10_000)}`
  const deepObject = `${'{"a":'.repeat(10_000)}1${'}'.repeat(10_000)}`

  test.each([
    ['of lists', deep],
    ['of objects', deepObject],
    ['of lists with a number beyond 2^53', `${'['.repeat(10_000)}9007199254740993${']'.repeat(10_000)}`],
  ])('%s goes through or is nulled and named, and the other calls are whole', async (_what, value) => {
    const other = call('"notes":"whole"', 'call_2')
    const result = await readRows([call(`"context":${value},"notes":"kept"`), other])
    expect(result.records).toHaveLength(2)
    const [data = '', otherData] = dataOf(result)
    expect(otherData).toBe(other)
    expect(data).toContain('"notes":"kept"')
    const [record] = result.records
    if (record?.meta === undefined) expect(data).toBe(call(`"context":${value},"notes":"kept"`))
    else {
      expect(record.data['context']).toBeNull()
      expect(record.meta.changes).toEqual([
        { field: 'context', change: 'NULLED', reason: 'SOURCE_SERIALIZATION_ERROR' },
      ])
      expect(warningsOf(result).join()).toContain('"context"')
    }
  })

  test.each(['tags', 'agent_id', 'started_at', 'call_id'])(
    'in place of %s it is nulled and named',
    async (field) => {
      const result = await readRows([`{"call_id":"call_1",${startedAt},"${field}":${deep}}`])
      expect(result.records).toHaveLength(1)
      expect(result.records[0]?.data[field]).toBeNull()
      expect(result.records[0]?.meta?.changes).toEqual([
        { field, change: 'NULLED', reason: 'SOURCE_SERIALIZATION_ERROR' },
      ])
    },
  )

  test('in every call of a page, and with a page of a hundred of them', async () => {
    const rows = Array.from({ length: 100 }, (_, nth) => call(`"context":${deep}`, `call_${nth}`))
    expect((await readRows(rows)).records).toHaveLength(100)
  })

  test('around the list itself is no page, and no end of the process', async () => {
    const result = await runRead(await serve(`${'['.repeat(100_000)}${']'.repeat(100_000)}`), {
      nodeArgs: [
        '--import',
        'data:text/javascript,const%20now=Date.now;let%20n=0;Date.now=()=>now()+60000*n++',
      ],
    })
    expect(result).toMatchObject({ exitCode: 1, signal: null, records: [] })
    expect(result.errors).toMatchObject([{ failure_type: 'transient_error' }])
  })
})

describe('rows that are no calls', { concurrent: true }, () => {
  test('are left out, reported once, and counted at the end', async () => {
    const whole = [call('"notes":"a"', 'call_1'), call('"notes":"b"', 'call_2')]
    const result = await readRows([
      'null',
      whole[0] ?? '',
      '"call"',
      '7',
      'true',
      '[]',
      whole[1] ?? '',
      'null',
    ])
    expect(dataOf(result)).toEqual(whole)
    const warnings = warningsOf(result).filter((message) => /no object/.test(message))
    expect(warnings).toHaveLength(2)
    expect(warnings[1]).toMatch(/\b6\b/)
    expect(result.states.at(-1)?.stream?.stream_state['started_at']).toBe('2024-03-10T14:22:00Z')
  })

  test('alone are an account without calls', async () => {
    const result = await readRows(['null', '"call"'])
    expect(result).toMatchObject({ records: [] })
    expect(result.statuses.at(-1)).toBe('calls COMPLETE')
  })
})

describe('starts that are no ISO 8601', { concurrent: true }, () => {
  const from = (start: string, nth: number) => `{"call_id":"call_${nth}","started_at":${start}}`

  test.each([
    ['RFC 2822', '"Tue, 10 Mar 2024 14:22:00 GMT"'],
    ["a locale's form", '"3/10/2024, 2:22 PM"'],
    ['days before months', '"10.03.2024 14:22"'],
    ['an epoch as text', '"1710080520"'],
    ['an epoch in milliseconds', '"1710080520000"'],
    ['a month that does not exist', '"2024-13-10T14:22:00Z"'],
    ['nothing', '""'],
  ])('are sent, and one WARN says how many: %s', async (_what, start) => {
    const rows = [from(start, 1), from(start, 2), from('"2024-03-10T14:22:00Z"', 3), from(start, 4)]
    const result = await readRows(rows)
    expect(dataOf(result)).toEqual(rows)
    expect(warningsOf(result)).toEqual([
      `The start of 3 calls cannot be read, so the cursor cannot move by them: started_at is ${start}, where a time like 2026-03-10T14:22:00Z (ISO 8601) is needed.`,
    ])
    expect(result.states.at(-1)?.stream?.stream_state['started_at']).toBe('2024-03-10T14:22:00Z')
  })

  test('are reported by each sync, also where no call changed', async () => {
    const url = await serve(page([from('"soon"', 1)]))
    const first = await runRead(url)
    const next = await runRead(url, { state: lastState(first) })
    expect(next).toMatchObject({ exitCode: 0, records: [] })
    expect(warningsOf(next)).toEqual(warningsOf(first))
    expect(warningsOf(next).join()).toContain('The start of 1 call cannot be read')
  })

  test.each([
    ['null', '{"call_id":"call_1","started_at":null}'],
    ['missing', '{"call_id":"call_1"}'],
  ])('are not those that there are none of: %s', async (_what, row) => {
    const result = await readRows([row])
    expect(dataOf(result)).toEqual([row])
    expect(warningsOf(result)).toEqual([
      '1 call came without a start (started_at is null or missing), so the cursor cannot move by it.',
    ])
  })

  test('are not quoted where they are long', async () => {
    const result = await readRows([from(`"${'x'.repeat(5_000)}"`, 1)])
    expect(warningsOf(result).join()).toContain('started_at is a text of 5000 characters')
  })
})

describe('a call without a call_id', { concurrent: true }, () => {
  const nameless = (notes: string, id = '') => `{${id}${startedAt},"notes":"${notes}"}`

  test.each([
    ['missing', ''],
    ['null', '"call_id":null,'],
    ['empty', '"call_id":"",'],
  ])('goes through as it is, with a warning: %s', async (_what, id) => {
    const rows = [nameless('a', id), nameless('b', id), nameless('c', id)]
    const result = await readRows(rows)
    expect(dataOf(result)).toEqual(rows)
    const warnings = warningsOf(result)
    expect(warnings).toHaveLength(2)
    expect(warnings[0]).toMatch(/call_id/)
    expect(warnings[1]).toMatch(/call_id.*\b3\b/)
  })

  test('is known by its content: the same one is not sent again by the next sync', async () => {
    const url = await serve(page([nameless('a'), nameless('b'), call('"notes":"c"')]))
    const first = await runRead(url)
    expect(first.records).toHaveLength(3)
    const next = await runRead(url, { state: lastState(first) })
    expect(next).toMatchObject({ exitCode: 0, records: [] })
  })

  test('whose identifier is a number is known by its digits', async () => {
    const result = await readRows([
      `{"call_id":9007199254740993,${startedAt}}`,
      `{"call_id":42,${startedAt}}`,
    ])
    expect(result.records.map(({ data }) => data['call_id'])).toEqual(['9007199254740993', '42'])
  })
})

describe('a value of another type than is declared', { concurrent: true }, () => {
  const kept: readonly (readonly [string, string, string])[] = [
    ['duration', '"42"', '42'],
    ['duration', '"0"', '0'],
    ['duration', '"-7"', '-7'],
    ['duration', '185.0', '185'],
    ['agent_id', '"9007199254740993"', '9007199254740993'],
    ['voicemail', '"false"', 'false'],
    ['voicemail', '"true"', 'true'],
    ['voicemail', '0', 'false'],
    ['voicemail', '1', 'true'],
    ['tags', '"upgrade"', '["upgrade"]'],
    ['tags', '[1,"a",null]', '["1","a",null]'],
    ['from', '14155551234', '"14155551234"'],
    ['notes', 'true', '"true"'],
    ['notes', '9007199254740993', '"9007199254740993"'],
  ]

  const written = (field: string, value: string, nth: number) =>
    field === 'call_id' || field === 'started_at'
      ? `{"call_id":"call_${nth}",${startedAt},"direction":"inbound","${field}":${value}}`
      : call(`"direction":"inbound","${field}":${value}`, `call_${nth}`)
  let converted: CommandResult
  let nulled: CommandResult
  beforeAll(async () => {
    converted = await readRows(kept.map(([field, sent], nth) => written(field, sent, nth)))
    nulled = await readRows(lost.map(([field, sent], nth) => written(field, sent, nth)))
  })

  test.each(kept.map((example, nth) => [...example, nth] as const))(
    'is converted where nothing is lost: %s %s to %s',
    (field, _sent, value, nth) => {
      // A number that only looks different may stay as it is.
      const same = value === '185' ? ['185', '185.0'] : [value]
      expect(same.map((text) => written(field, text, nth))).toContain(dataOf(converted)[nth])
      expect(converted.records[nth]).not.toHaveProperty('meta')
    },
  )

  const lost: readonly (readonly [string, string])[] = [
    ['duration', '"three minutes"'],
    ['duration', '""'],
    ['duration', '"042"'],
    ['duration', '" 42"'],
    ['duration', '"4.5"'],
    ['duration', '185.7'],
    ['duration', 'true'],
    ['duration', '{}'],
    ['duration', '[42]'],
    ['voicemail', '"yes"'],
    ['voicemail', '2'],
    ['voicemail', '[]'],
    ['tags', '{"a":1}'],
    ['tags', '[{"a":1}]'],
    ['tags', '[["a"]]'],
    ['notes', '{"text":"a"}'],
    ['notes', '["a"]'],
    ['started_at', '{"$date":1}'],
    ['call_id', '{"id":1}'],
  ]

  test.each(lost.map((example, nth) => [...example, nth] as const))(
    'is nulled and named otherwise: %s %s',
    (field, _sent, nth) => {
      expect(nulled.records[nth]).toMatchObject({
        data: { direction: 'inbound', [field]: null },
        meta: { changes: [{ field, change: 'NULLED', reason: 'SOURCE_SERIALIZATION_ERROR' }] },
      })
      expect(warningsOf(nulled).filter((message) => message.includes(`"${field}"`))).not.toHaveLength(0)
      // What an API sends stays out of the log, where nobody asked for the data of calls.
      expect(warningsOf(nulled).join()).not.toContain('three minutes')
    },
  )

  test('is named for each field of a call', async () => {
    const result = await readRows([call('"duration":"x","voicemail":"x","notes":{}')])
    expect(result.records[0]?.meta?.changes?.map(({ field }) => field).toSorted()).toEqual([
      'duration',
      'notes',
      'voicemail',
    ])
  })

  test('is reported once a field and kind, and counted at the end', async () => {
    const rows = [
      ...Array.from({ length: 30 }, (_, nth) => call('"duration":"x"', `a${nth}`)),
      ...Array.from({ length: 20 }, (_, nth) => call('"duration":{}', `b${nth}`)),
      ...Array.from({ length: 10 }, (_, nth) => call('"agent_id":"42"', `c${nth}`)),
      call('"tags":{}', 'd'),
    ]
    const result = await readRows(rows)
    expect(result.records).toHaveLength(61)
    const warnings = warningsOf(result)
    const about = (field: string) => warnings.filter((message) => message.includes(`"${field}"`))
    expect(about('duration')).toHaveLength(4)
    expect(about('agent_id')).toHaveLength(2)
    expect(about('tags')).toHaveLength(1)
    expect(warnings).toHaveLength(7)
    for (const count of [30, 20, 10]) {
      expect(warnings.filter((message) => new RegExp(`\\b${count}\\b`).test(message))).toHaveLength(1)
    }
    // The counts come behind all records, at the end.
    const last = result.messages.findLastIndex(({ type }) => type === 'RECORD')
    const counted = result.messages.findIndex(
      (message) => message.type === 'LOG' && /\b30\b/.test(message.log.message),
    )
    expect(counted).toBeGreaterThan(last)
  })

  test('is changed to the same at each sync, so that the call is not sent again', async () => {
    const url = await serve(page([call('"duration":"x","agent_id":"42"')]))
    const first = await runRead(url)
    const next = await runRead(url, { state: lastState(first) })
    expect(first.records).toHaveLength(1)
    expect(next).toMatchObject({ exitCode: 0, records: [] })
  })
})

describe('the page around the calls', { concurrent: true }, () => {
  test.each([
    ['numbers as text', '"count":"1","page":"1","per_page":"100","total_pages":"1"'],
    ['a status that is missing', '"count":1,"page":1,"per_page":100,"total_pages":1'],
    ['a count that is nonsense', '"count":-5,"page":1,"per_page":null,"total_pages":1'],
    ['a count beyond 2^53', '"count":90071992547409931,"page":1,"per_page":100,"total_pages":1'],
    ['keys that mean something to JavaScript', '"__proto__":{"data":[]},"total_pages":1'],
  ])('may be odd: %s', async (_what, members) => {
    const row = call('"notes":"a"')
    const result = await runRead(await serve(`{"data":[${row}],${members}}`))
    expect(result).toMatchObject({ exitCode: 0, errors: [] })
    expect(dataOf(result)).toEqual([row])
  })
})
