import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'

const read = (path: string) => readFileSync(new URL(`../${path}`, import.meta.url), 'utf8')
const page = read('docs/kit.md')

/** The page's code, each with the file of the example that was named last before it. */
const snippets = [...page.matchAll(/```(ts|json)\n([\s\S]*?)\n```/g)].map(
  ({ 1: language, 2: code = '', index }) => {
    const links = page.slice(0, index).matchAll(/\]\(\.\.\/(examples\/second-source\/[^)]+)\)/g)
    return { language, code, file: [...links].at(-1)?.[1] ?? '' }
  },
)

describe('the page on the kit', () => {
  test('has code', () => {
    expect(snippets.length).toBeGreaterThan(5)
  })

  const taken = snippets.filter(({ language = '', file }) => file.endsWith(`.${language}`))
  test.each(taken)('shows code as it stands in $file', ({ file, code }) => {
    expect(read(file)).toContain(code)
  })

  test('shows no TypeScript that stands nowhere', () => {
    expect(snippets.filter((snippet) => snippet.language === 'ts' && !taken.includes(snippet))).toEqual([])
  })

  test('links to what exists', () => {
    for (const [, path = ''] of page.matchAll(/\]\(\.\.\/([^)]+[^/)])\)/g)) {
      expect(read(path)).not.toBe('')
    }
  })
})
