import { describe, expect, test } from 'vitest'
import { isPlausiblePath } from './plausible-path.ts'

describe('a path that a message may repeat', () => {
  test.each([
    'config.json',
    './config.json',
    'secrets/config.json',
    '/airbyte/source_config.json',
    '/run/secrets/config',
    '/tmp/source-justcall-Ab3dEf/12-config.json',
    '/var/lib/pods/0b1f3d52-9c1e-4a57-8a52-1f1f0a7c2d11/config.json',
    '~/justcall/config.json',
    'C:\\Users\\Jane Doe\\config.json',
    '/Users/Jane Doe (work)/config.json',
    'конфиг.json',
    'messages.jsonl',
  ])('%s', (path) => {
    expect(isPlausiblePath(path)).toBe(true)
  })
})

const json = '{"api_key":"hunter2","api_secret":"hunter3"}'
const pretty = JSON.stringify(JSON.parse(json), undefined, 2)

describe('rejects what may be a secret', () => {
  test.each([
    ['JSON', json],
    ['JSON over several lines', pretty],
    ['a part of JSON, as a shell splits it', '"hunter2",'],
    ['JSON whose quotes a shell has taken', '{api_key:hunter2}'],
    ['JSON as a file name', `${json}.json`],
    ['base64', Buffer.from(json).toString('base64')],
    ['base64 of several lines', Buffer.from(pretty).toString('base64')],
    ['base64url', Buffer.from(pretty).toString('base64url')],
    ['hex', Buffer.from(json).toString('hex')],
    ['hex as a file name', `${Buffer.from(json).toString('hex')}.json`],
    ['percent encoding', encodeURIComponent(json)],
    ['a key', 'a3f9e8d7c6b5a4f39e8d7c6b5a4f3'],
    ['a short key', 'hunter2'],
    ['a word', 'swordfish'],
    ['a key and a secret', 'hunter2:hunter3'],
    ['a setting', 'api_key=hunter2.json'],
    ['a secret beside a file', 'hunter2 config.json'],
    ['a token', 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJ4In0.dBjftJeZ4CVPmB92K27uhbUJU1p1r_wW1g'],
    ['an address with a password', 'https://me:hunter2@example.com/config.json'],
    ['a text of several lines', 'api_key: hunter2\nconfig.json'],
    ['a NUL', 'config\u0000.json'],
    ['what is longer than a path is', `${'folder/'.repeat(60)}config.json`],
    ['nothing', ''],
  ])('%s', (_, text) => {
    expect(isPlausiblePath(text)).toBe(false)
  })
})
