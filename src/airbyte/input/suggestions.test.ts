import { describe, expect, test } from 'vitest'
import { spellingSuggestions } from './suggestions.ts'

const settings = { api_key: {}, api_secret: {}, start_date: {}, end_date: {}, lookback_days: {}, number: {} }
const suggestions = (given: object) => spellingSuggestions(settings, { ...given })

describe('suggests a property', () => {
  test.each([
    ['api_kye', 'api_key'],
    ['api-key', 'api_key'],
    ['apiKey', 'api_key'],
    ['APIKEY', 'api_key'],
    ['startdate', 'start_date'],
    ['enddate', 'end_date'],
    ['lookback_day', 'lookback_days'],
    ['lookbackDays', 'lookback_days'],
    ['nubmer', 'number'],
  ])('%s', async (name, meant) => {
    expect(await suggestions({ [name]: 'a value' })).toEqual([
      `"${name}" is not known (did you mean "${meant}"?)`,
    ])
  })

  test('for several properties, in order', async () => {
    expect(await suggestions({ startdate: 1, api_secret: 2, api_kye: 3 })).toEqual([
      '"startdate" is not known (did you mean "start_date"?)',
      '"api_kye" is not known (did you mean "api_key"?)',
    ])
  })
})

describe('suggests nothing for', () => {
  test.each([
    ['nothing', {}],
    ['settings', { api_key: 1, number: 2 }],
    ['what is like no setting', { __injected_components: {}, workspace: 'x', date: 1, id: 2, '': 3, n: 4 }],
    ['what is like a setting that is given as well', { number: 1, numbers: 2 }],
    ['names that every object has', { constructor: 1, toString: 2 }],
  ])('%s', async (_, given) => {
    expect(await suggestions(given)).toEqual([])
  })
})
