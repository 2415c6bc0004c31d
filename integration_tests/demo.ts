import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll } from 'vitest'
import { PICTURE_END, runDemo } from '../demo/demo.ts'
import { tellStory } from '../demo/story.ts'
import { versionOf } from '../demo/version.ts'
import type { Api } from '../sandbox/v2-1/behaviour.ts'

interface DemoFiles {
  readonly html: string
  readonly svg: string
  /** What a person reads meanwhile. */
  readonly story: string
}

const directory = mkdtempSync(join(tmpdir(), 'source-justcall-demo-'))

afterAll(() => rmSync(directory, { recursive: true, force: true }))

/** Runs the demo with the built connector, as of the README's picture. @returns the paths of what it wrote. */
export const writeDemo = async (api: Api): Promise<DemoFiles> => {
  const html = join(directory, `${api}.html`)
  const svg = join(directory, `${api}.svg`)
  let text = ''
  const story = tellStory(
    (part) => {
      text += part
    },
    (_, part) => part,
  )
  const output = join(directory, api)
  await runDemo({
    version: versionOf(api),
    end: PICTURE_END,
    output,
    html,
    svg,
    paint: (_, part) => part,
    story,
  })
  return { html, svg, story: text }
}

export const readText = (file: string | URL): string => readFileSync(file, 'utf8')
