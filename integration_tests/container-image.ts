import { execFile } from 'node:child_process'
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import { afterAll } from 'vitest'

export interface DockerResult {
  readonly exitCode: number
  readonly stdout: string
  readonly stderr: string
}

/** An image that is there already, or else the one that `prepareImage` builds. */
export const image = process.env['CONTAINER_IMAGE'] ?? 'airbyte/source-justcall:dev'

const project = fileURLToPath(new URL('..', import.meta.url))

/** Builds the image, unless CONTAINER_IMAGE says that it was built. @throws Error with what the build printed. */
export async function prepareImage(): Promise<void> {
  if (process.env['CONTAINER_IMAGE'] === undefined) await buildImage(image)
}

/** Builds an image. @throws Error with what the build printed. */
export async function buildImage(name: string, ...options: readonly string[]): Promise<void> {
  await succeed('build', ...options, '--tag', name, project)
}

/** What an image runs and is set up with, one line a file, but for what is mounted into it. */
export async function fileHashes(name: string): Promise<readonly string[]> {
  const mounted = ['hosts', 'hostname', 'resolv.conf', 'mtab'].flatMap((file) => [
    '!',
    '-path',
    `/etc/${file}`,
  ])
  const find = ['/airbyte', '/etc', '/usr', '-xdev', '-type', 'f', ...mounted]
  const hash = ['-exec', 'sha256sum', '{}', '+']
  const inside = ['run', '--rm', '--network', 'none', '--user', '0', '--entrypoint', 'find', name]
  return (await succeed(...inside, ...find, ...hash)).trim().split('\n').toSorted()
}

/** Runs `docker`, whatever it comes to. @throws Error if there is no such command. */
export const docker = (...args: readonly string[]): Promise<DockerResult> =>
  new Promise((resolve, reject) => {
    const options = { maxBuffer: 1 << 28, timeout: 590_000 } as const
    execFile('docker', args, options, (error, stdout, stderr) => {
      if (error !== null && typeof error.code !== 'number') return reject(error)
      resolve({ exitCode: Number(error?.code ?? 0), stdout, stderr })
    })
  })

/** Runs `docker` to a good end. @returns what it printed. @throws Error with its complaint. */
export async function succeed(...args: readonly string[]): Promise<string> {
  const { exitCode, stdout, stderr } = await docker(...args)
  if (exitCode === 0) return stdout
  throw new Error(`docker ${args.join(' ')} ended with ${exitCode}: ${stderr.slice(-4_000)}`)
}

/** Runs a command in the image in place of the connector. @returns what it printed. */
export const runInside = (command: string, ...args: readonly string[]): Promise<string> =>
  succeed('run', '--rm', '--network', 'none', '--entrypoint', command, image, ...args)

/** As much of `docker image inspect` as Docker and Podman write alike. */
export interface ImageFacts {
  /** Bytes of all layers, the base's too. */
  readonly Size: number
  readonly Config: {
    readonly User: string
    readonly WorkingDir: string
    readonly Env: readonly string[]
    readonly Entrypoint: readonly string[]
    readonly Labels: Readonly<Record<string, string>>
  }
}

export async function inspect(name: string): Promise<ImageFacts> {
  const [facts]: readonly ImageFacts[] = JSON.parse(await succeed('image', 'inspect', name))
  if (facts === undefined) throw new Error(`${name} is not here`)
  return facts
}

const directory = mkdtempSync(join(tmpdir(), 'source-justcall-mounts-'))
chmodSync(directory, 0o755)
let folders = 0

afterAll(() => rmSync(directory, { recursive: true, force: true }))

/** A folder of JSON files that every user may read, as the option that mounts it. */
export function mount(target: string, files: Readonly<Record<string, unknown>>): readonly string[] {
  folders += 1
  const folder = join(directory, String(folders))
  mkdirSync(folder)
  chmodSync(folder, 0o755)
  for (const [name, content] of Object.entries(files)) {
    const file = join(folder, name)
    writeFileSync(file, JSON.stringify(content))
    chmodSync(file, 0o644)
  }
  return ['--volume', `${folder}:${target}:ro`]
}
