import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))

/** The flags of Node with which the container image starts the connector. */
export function imageFlags(): readonly string[] {
  const dockerfile = readFileSync(`${root}/Dockerfile`, 'utf8')
  const [, list = '[]'] = /^ENTRYPOINT (\[.*\])$/m.exec(dockerfile) ?? []
  const words: readonly string[] = JSON.parse(list)
  return words.filter((word) => word.startsWith('--'))
}

/** The command of the package, as it is installed; BENCH_BUNDLE names another build, to compare with. */
export function bundle(): string {
  const { bin } = JSON.parse(readFileSync(`${root}/package.json`, 'utf8'))
  return process.env['BENCH_BUNDLE'] ?? `${root}/${bin['source-justcall']}`
}
