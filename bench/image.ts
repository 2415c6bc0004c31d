import { fileURLToPath } from 'node:url'
import type { Measured } from './result.ts'
import { output } from './tools.ts'

const name = 'airbyte/source-justcall:bench'
const mebibyte = 1024 * 1024

/** How much the container image adds to its base. @returns a sentence where there is no image to be had. */
export async function measureImage(): Promise<Measured | string> {
  if ((await output('docker', 'version')) === undefined)
    return 'The image was not measured: there is no docker here.'
  const root = fileURLToPath(new URL('..', import.meta.url))
  const built = await output('docker', 'build', '--quiet', '--tag', name, root)
  const image = Number(await output('docker', 'image', 'inspect', '--format', '{{.Size}}', name))
  const base = Number(
    await output('docker', 'image', 'inspect', '--format', '{{.Size}}', 'docker.io/library/node:26-slim'),
  )
  if (built === undefined || Number.isNaN(image - base))
    return 'The image was not measured: it could not be built here.'
  return {
    results: [
      {
        what: 'container image beyond its base',
        value: `${((image - base) / mebibyte).toFixed(2)} MiB`,
        beside: '3 MiB',
        ratio: (image - base) / mebibyte / 3,
        goal: { most: 1 },
      },
    ],
    bars: [],
  }
}
