import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { streamsOf } from '../src/justcall/streams/streams.ts'
import { streamsPage } from './streams-page.ts'

const read = (name: string) => readFileSync(new URL(`../${name}`, import.meta.url), 'utf8')

test("the user's page lists the streams of v2.1 with their keys and cursors, in the order of discover", async () => {
  const cells = read('docs/justcall.md')
    .split('\n')
    .filter((line) => /^\| `\w+` +\| `\w+` +\| (`\w+`|none) +\|/.test(line))
    .map((line) => line.split('|').slice(1, 4))
  const listed = cells.map((row) => row.map((cell) => cell.replaceAll('`', '').trim()))
  const expected = (await streamsOf('v2.1')).map(({ description }) => [
    description.name,
    String(description.source_defined_primary_key?.[0]),
    description.default_cursor_field?.[0] ?? 'none',
  ])
  expect(listed).toEqual(expected)
})

test('a column of the page has the type and the meaning of the schema, and names what is inside', async () => {
  const page = await streamsPage()
  expect(page).toMatch(/^\| `members` +\| array +\| Its members\. Fields: `id`, `name`, .+\. +\|$/m)
  expect(page).toMatch(/^\| `call_transcription` +\| array or object +\|/m)
  expect(page).toMatch(/^\| `started_at` +\| timestamp +\|/m)
})
