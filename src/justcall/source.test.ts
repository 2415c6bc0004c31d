import { expect, test } from 'vitest'
import { justcall } from './source.ts'

test('the pair of key and secret is a secret of its own', () => {
  expect(justcall.secrets?.({ api_key: 'key', api_secret: 'secret' })).toEqual(['key:secret'])
})

test.each(['{"toString":1,"valueOf":1}', 'null', '5', '[]'])(
  'there is no pair where the key is %s',
  (key) => {
    expect(justcall.secrets?.({ api_key: JSON.parse(key), api_secret: 'secret' })).toEqual([])
  },
)
