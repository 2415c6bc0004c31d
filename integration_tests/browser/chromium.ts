import { existsSync, readFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import process from 'node:process'
import { type Browser, chromium, type Page } from 'playwright-core'

/** Starts the machine's own Chromium. @throws Error if it has none. */
export const launchChromium = (): Promise<Browser> => chromium.launch({ executablePath: chromiumPath() })

export interface Look {
  readonly width: number
  readonly colorScheme: 'light' | 'dark'
}

/** An open page, and what went wrong or was loaded while it opened. */
export interface OpenPage {
  readonly page: Page
  readonly complaints: readonly string[]
  readonly requests: readonly string[]
}

export const openPage = async (browser: Browser, url: string, look: Look): Promise<OpenPage> => {
  const { width, colorScheme } = look
  const page = await browser.newPage({ viewport: { width, height: 800 }, colorScheme })
  const complaints: string[] = []
  const requests: string[] = []
  page.on('console', (message) => complaints.push(`${message.type()}: ${message.text()}`))
  page.on('pageerror', (error) => complaints.push(String(error)))
  page.on('request', (request) => requests.push(request.url()))
  await page.goto(url)
  return { page, complaints, requests }
}

interface Layout {
  /** How many pieces of text were looked at. */
  readonly texts: number
  readonly faults: readonly string[]
}

/** Which texts of a page are cut or lie on another. */
export const layoutOf = (page: Page): Promise<Layout> => page.evaluate(`(${IN_PAGE}).layoutFaults()`)

/** How many colours a page shows, from top to bottom. */
export const countColors = async (page: Page): Promise<number> => {
  const image = await page.screenshot({ fullPage: true })
  const url = JSON.stringify(`data:image/png;base64,${image.toString('base64')}`)
  return page.evaluate(`(${IN_PAGE}).countColors(${url})`)
}

const IN_PAGE = readFileSync(new URL('in-page.js', import.meta.url), 'utf8')
  .replace(/^\/\*\*.*?\*\/\s*;/s, '')
  .trim()

const NAMES = ['chromium', 'chromium-browser', 'google-chrome'] as const

const chromiumPath = (): string => {
  const folders = (process.env['PATH'] ?? '').split(delimiter)
  const found = NAMES.flatMap((name) => folders.map((folder) => join(folder, name))).find(existsSync)
  if (found !== undefined) return found
  throw new Error(
    `These tests need one of ${NAMES.join(', ')} on the PATH; in Debian: apt-get install chromium`,
  )
}
