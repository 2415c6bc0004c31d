import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { formatInstant, parseInstant } from './instants.ts'

const iso = (value: unknown) => {
  const instant = parseInstant(value)
  return instant === undefined ? undefined : new Date(instant).toISOString()
}

describe('reads', () => {
  test.each([
    ['a day alone as its midnight in UTC', '2026-03-10', '2026-03-10T00:00:00.000Z'],
    ['minutes', '2026-03-10T14:22', '2026-03-10T14:22:00.000Z'],
    ['seconds', '2026-03-10T14:22:05', '2026-03-10T14:22:05.000Z'],
    ['a space between day and time', '2026-03-10 14:22:05', '2026-03-10T14:22:05.000Z'],
    ['small letters', '2026-03-10t14:22:05z', '2026-03-10T14:22:05.000Z'],
    ['UTC', '2026-03-10T14:22:05Z', '2026-03-10T14:22:05.000Z'],
    ['tenths', '2026-03-10T14:22:05.1Z', '2026-03-10T14:22:05.100Z'],
    ['hundredths', '2026-03-10T14:22:05.12Z', '2026-03-10T14:22:05.120Z'],
    ['a fraction behind a comma', '2026-03-10T14:22:05,125Z', '2026-03-10T14:22:05.125Z'],
    ['microseconds, cut off', '2026-03-10T14:22:05.123999Z', '2026-03-10T14:22:05.123Z'],
    ['nanoseconds, cut off', '2026-03-10T14:22:05.999999999Z', '2026-03-10T14:22:05.999Z'],
    ['an offset to the east', '2026-03-10T14:22:05+05:30', '2026-03-10T08:52:05.000Z'],
    ['an offset to the west', '2026-03-10T14:22:05-08:00', '2026-03-10T22:22:05.000Z'],
    ['an offset without a colon', '2026-03-10T14:22:05+0530', '2026-03-10T08:52:05.000Z'],
    ['an offset of hours alone', '2026-03-10T14:22:05-08', '2026-03-10T22:22:05.000Z'],
    ['an offset behind minutes', '2026-03-10T14:22+01:00', '2026-03-10T13:22:00.000Z'],
    ['an offset of nothing', '2026-03-10T14:22:05-00:00', '2026-03-10T14:22:05.000Z'],
    ['the widest offset', '2026-03-10T23:59:59+23:59', '2026-03-10T00:00:59.000Z'],
    ['a fraction with an offset', '2026-03-10T14:22:05.250+05:30', '2026-03-10T08:52:05.250Z'],
    ['24:00 as the midnight that ends the day', '2026-03-10T24:00:00Z', '2026-03-11T00:00:00.000Z'],
    ['24:00 with a fraction of nothing', '2026-03-10T24:00:00.000Z', '2026-03-11T00:00:00.000Z'],
    ['a leap second as the next minute', '2026-12-31T23:59:60Z', '2027-01-01T00:00:00.000Z'],
    ['the last minute of an hour', '2026-03-10T23:59:59Z', '2026-03-10T23:59:59.000Z'],
    ['29 February of a leap year', '2024-02-29', '2024-02-29T00:00:00.000Z'],
    ['29 February 2000', '2000-02-29', '2000-02-29T00:00:00.000Z'],
    ['years of two digits as they stand', '0099-12-31', '0099-12-31T00:00:00.000Z'],
    ['29 February of the year 0', '0000-02-29', '0000-02-29T00:00:00.000Z'],
    ['the first of a year', '2026-01-01', '2026-01-01T00:00:00.000Z'],
    ['the last of a year', '2026-12-31', '2026-12-31T00:00:00.000Z'],
  ])('%s', (_, text, expected) => {
    expect(iso(text)).toBe(expected)
  })
})

describe('reads no instant out of', () => {
  test.each([
    ['null', null],
    ['nothing', undefined],
    ['a number', 1_773_152_525],
    ['an empty text', ''],
    ['a word', 'yesterday'],
    ['month 0', '2026-00-10'],
    ['month 13', '2026-13-10'],
    ['day 0', '2026-03-00'],
    ['day 32', '2026-03-32'],
    ['31 April', '2026-04-31'],
    ['29 February of an ordinary year', '2026-02-29'],
    ['29 February 1900', '1900-02-29'],
    ['hour 25', '2026-03-10T25:00:00Z'],
    ['minute 60', '2026-03-10T14:60:00Z'],
    ['second 61', '2026-03-10T14:22:61Z'],
    ['24:00:01', '2026-03-10T24:00:01Z'],
    ['24:01', '2026-03-10T24:01:00Z'],
    ['24:00 and a fraction', '2026-03-10T24:00:00.001Z'],
    ['an offset of 24 hours', '2026-03-10T14:22:05+24:00'],
    ['an offset of 60 minutes', '2026-03-10T14:22:05+05:60'],
    ['an hour alone', '2026-03-10T14'],
    ['a zone behind a day', '2026-03-10Z'],
    ['a fraction behind minutes', '2026-03-10T14:22.5Z'],
    ['an empty fraction', '2026-03-10T14:22:05.Z'],
    ['what has something before it', ' 2026-03-10T14:22:05Z'],
    ['what has something behind it', '2026-03-10T14:22:05Z '],
    ['digits of one place', '2026-3-10'],
    ['a named zone', '2026-03-10T14:22:05 UTC'],
  ])('%s', (_, value) => {
    expect(parseInstant(value)).toBeUndefined()
  })
})

describe('the form of the contract, which is read digit by digit', () => {
  test('is read as the general form is, whatever its digits', () => {
    const two = (min: number, max: number) =>
      fc.integer({ min, max }).map((number) => String(number).padStart(2, '0'))
    const times = fc.record({
      century: two(0, 99),
      year: two(0, 99),
      month: two(0, 13),
      day: two(0, 32),
      hour: two(0, 25),
      minute: two(0, 60),
      second: two(0, 61),
    })
    fc.assert(
      fc.property(times, ({ century, year, month, day, hour, minute, second }) => {
        const plain = `${century}${year}-${month}-${day}T${hour}:${minute}:${second}`
        expect(parseInstant(`${plain}Z`)).toBe(parseInstant(`${plain}+00:00`))
      }),
      { numRuns: 3_000 },
    )
  })

  test.each([
    ['0099-12-31T00:00:00Z', '0099-12-31T00:00:00.000Z'],
    ['0100-01-01T00:00:00Z', '0100-01-01T00:00:00.000Z'],
    ['2026-01-01T00:00:00Z', '2026-01-01T00:00:00.000Z'],
    ['2026-12-28T23:59:59Z', '2026-12-28T23:59:59.000Z'],
    ['2026-02-28T23:59:60Z', '2026-03-01T00:00:00.000Z'],
    ['2026-02-28T24:00:00Z', '2026-03-01T00:00:00.000Z'],
    ['2026-12-31T00:00:00Z', '2026-12-31T00:00:00.000Z'],
  ])('%s', (text, expected) => {
    expect(iso(text)).toBe(expected)
  })

  test.each([
    '2026-02-29T00:00:00Z',
    '2026-00-10T00:00:00Z',
    '2026-13-10T00:00:00Z',
    '2026-03-00T00:00:00Z',
    '2026-03-10T25:00:00Z',
    '2026-03-10T00:60:00Z',
    '2026-03-10T00:00:61Z',
    '2026/03-10T00:00:00Z',
    '2026-03/10T00:00:00Z',
    '2026-03-10_00:00:00Z',
    '2026-03-10T00.00:00Z',
    '2026-03-10T00:00.00Z',
    '2026-03-10T00:00:00X',
    '/026-03-10T00:00:00Z',
    '20:6-03-10T00:00:00Z',
    '2026-0:-10T00:00:00Z',
    '2026-03-1/T00:00:00Z',
    '2026-03-10T0 :00:00Z',
    '2026-03-10T00:-1:00Z',
    '2026-03-10T00:00:+1Z',
  ])('is not %s', (text) => {
    expect(parseInstant(text)).toBeUndefined()
  })

  test('is reported from others of its length', () => {
    expect(iso('2026-03-10t14:22:05z')).toBe('2026-03-10T14:22:05.000Z')
    expect(iso('2026-03-10T14:22+01')).toBe('2026-03-10T13:22:00.000Z')
    expect(iso('2026-03-10T14:22:05,')).toBeUndefined()
  })
})

describe('writes', () => {
  test('whole seconds without milliseconds', () => {
    expect(formatInstant(Date.parse('2026-03-10T14:22:00Z'))).toBe('2026-03-10T14:22:00Z')
  })

  test('milliseconds where there are some', () => {
    expect(formatInstant(Date.parse('2026-03-10T14:22:00.050Z'))).toBe('2026-03-10T14:22:00.050Z')
  })

  test('what it reads again as the same instant, like the engine does', () => {
    const min = new Date('0000-01-01T00:00:00Z')
    const max = new Date('9999-12-31T23:59:59.999Z')
    fc.assert(
      fc.property(fc.date({ min, max, noInvalidDate: true }), (date) => {
        const text = formatInstant(date.getTime())
        expect(parseInstant(text)).toBe(date.getTime())
        expect(Date.parse(text)).toBe(date.getTime())
      }),
    )
  })
})
