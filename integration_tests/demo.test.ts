import { pathToFileURL } from 'node:url'
import { beforeAll, describe, expect, test } from 'vitest'
import { APIS } from '../sandbox/v2-1/behaviour.ts'
import { readText, writeDemo } from './demo.ts'

describe.each(APIS)('the demo in %s', (api) => {
  let written: Awaited<ReturnType<typeof writeDemo>>
  beforeAll(async () => {
    written = await writeDemo(api)
  })

  test('draws the picture of the README, which `npm run demo -- --svg` writes', () => {
    expect(readText(written.svg)).toBe(readText(new URL('../docs/demo.svg', import.meta.url)))
  })

  test('writes a page that names no other file', () => {
    const page = readText(written.html)
    const links = [...page.matchAll(/(?:src|href|url)\s*[=(]\s*["']?([^"')\s>]*)/g)].map(([, link]) => link)
    expect(links).toEqual(['data:,'])
    expect(page).not.toMatch(/<script|@import/)
    expect(page).toContain(`from API ${api} into DuckDB`)
  })

  test('says where it wrote them', () => {
    expect(written.story).toContain(pathToFileURL(written.html).href)
    expect(written.story).toContain(pathToFileURL(written.svg).href)
  })
})
