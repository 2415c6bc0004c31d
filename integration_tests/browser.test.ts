import { createRequire } from 'node:module'
import { pathToFileURL } from 'node:url'
import type { AxeResults } from 'axe-core'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { countColors, type Look, launchChromium, layoutOf, openPage } from './browser/chromium.ts'
import { readText, writeDemo } from './demo.ts'
import { writeFile } from './setup.ts'

const looks: readonly Look[] = [400, 1400].flatMap((width) => [
  { width, colorScheme: 'light' },
  { width, colorScheme: 'dark' },
])
const axe = readText(createRequire(import.meta.url).resolve('axe-core/axe.min.js'))
const openTables = 'for (const details of document.querySelectorAll("details")) details.open = true'

let browser: Browser
beforeAll(async () => {
  browser = await launchChromium()
})
afterAll(() => browser?.close())

describe('the page of the demo', () => {
  let url = ''
  beforeAll(async () => {
    url = pathToFileURL((await writeDemo('v2.1')).html).href
  })

  test.each(looks)('is complete and readable at $width px, $colorScheme', async (look) => {
    const { page, complaints, requests } = await openPage(browser, url, look)
    expect(await countColors(page)).toBeGreaterThan(50)
    const closed = await layoutOf(page)
    expect(closed.faults).toEqual([])
    expect(closed.texts).toBeGreaterThan(100)
    // Every table too, so that nobody needs the charts.
    await page.evaluate(openTables)
    const open = await layoutOf(page)
    expect(open.faults).toEqual([])
    expect(open.texts).toBeGreaterThan(closed.texts + 150)
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(look.width)
    expect(complaints).toEqual([])
    expect(requests.filter((request) => !request.startsWith('data:'))).toEqual([url])
    await page.close()
  })

  test.each(looks)('is accessible at $width px, $colorScheme', async (look) => {
    const { page } = await openPage(browser, url, look)
    await page.evaluate(openTables)
    await page.evaluate(axe)
    const { violations, passes }: AxeResults = await page.evaluate('axe.run()')
    const faults = violations.map(({ help, nodes }) => `${help}: ${nodes.map(({ html }) => html).join(' ')}`)
    expect(faults).toEqual([])
    expect(passes.map(({ id }) => id)).toContain('color-contrast')
    await page.close()
  })

  test('is light or dark as the reader wants it', async () => {
    const grounds = looks.map(async (look) => {
      const { page } = await openPage(browser, url, look)
      return page.evaluate<string>('getComputedStyle(document.body).backgroundColor')
    })
    const [light, dark, ...others] = await Promise.all(grounds)
    expect(dark).not.toBe(light)
    expect(others).toEqual([light, dark])
  })
})

describe("the README's picture", () => {
  const picture = readText(new URL('../docs/demo.svg', import.meta.url))
  const pageOf = (body: string) =>
    pathToFileURL(writeFile('picture.html', `<!doctype html><title>Picture</title>${body}`)).href
  const image = `<img src="data:image/svg+xml;base64,${Buffer.from(picture).toString('base64')}" width="830">`

  test.each(['light', 'dark'] as const)('is readable on a %s page', async (colorScheme) => {
    const look = { width: 960, colorScheme }
    const { page } = await openPage(browser, pageOf(picture), look)
    const { texts, faults } = await layoutOf(page)
    expect(faults).toEqual([])
    expect(texts).toBeGreaterThan(100)
    await page.close()
  })

  test('follows the choice of light or dark as an image too', async () => {
    const shots = (['light', 'dark'] as const).map(async (colorScheme) => {
      const { page } = await openPage(browser, pageOf(image), { width: 960, colorScheme })
      expect(await countColors(page)).toBeGreaterThan(50)
      return (await page.screenshot({ clip: { x: 30, y: 30, width: 4, height: 4 } })).toString('base64')
    })
    const [light, dark] = await Promise.all(shots)
    expect(dark).not.toBe(light)
  })
})

test.each([
  ['<p style="width: 40px; overflow: hidden; white-space: nowrap">Too long for this</p>', 'is cut'],
  ['<p style="margin-left: -20px">Begins outside</p>', 'is cut'],
  ['<svg width="50" height="20"><text x="10" y="15">Too long for this</text></svg>', 'is cut'],
  ['<svg><text x="9" y="20">One</text><text x="15" y="22">Two</text></svg>', '"One" lies on "Two"'],
])('these tests see what is wrong with %s', async (body, fault) => {
  const url = pathToFileURL(writeFile('bad.html', `<!doctype html>${body}`)).href
  const { page } = await openPage(browser, url, { width: 400, colorScheme: 'light' })
  const { faults } = await layoutOf(page)
  expect(faults).toEqual([expect.stringContaining(fault)])
  await page.close()
})
