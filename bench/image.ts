import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { ratio } from './ratio.ts'
import type { Measured } from './result.ts'
import { output } from './tools.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
const name = 'airbyte/source-justcall:bench'

/** How much the container image adds to its base, in bytes of layers. @returns a sentence where there is none to be had. */
export async function measureImage(): Promise<Measured | string> {
  if ((await output('docker', 'version')) === undefined)
    return 'The image was not measured: there is no docker here.'
  const [base = ''] = readFileSync(`${root}/Dockerfile`, 'utf8').match(/(?<=^FROM )\S+(?=$)/m) ?? []
  if ((await output('docker', 'build', '--tag', name, root)) === undefined)
    return 'The image was not measured: it could not be built here.'
  const added = ((await sizeOf(name)) - (await sizeOf(base))) / 1e6
  if (Number.isNaN(added)) return `The image was not measured: its base ${base} is not here by itself.`
  return {
    results: [
      {
        what: 'container image beyond its base',
        value: `${added.toFixed(2)} MB`,
        beside: '3 MB',
        ratio: ratio([added], [3]),
        goal: { most: 1 },
      },
    ],
    bars: [],
  }
}

const sizeOf = async (image: string): Promise<number> =>
  Number((await output('docker', 'image', 'inspect', '--format', '{{.Size}}', image)) ?? Number.NaN)
