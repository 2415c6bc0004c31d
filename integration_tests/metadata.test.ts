import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import manifest from '../package.json' with { type: 'json' }
import specification from '../spec/spec.json' with { type: 'json' }
import { bundle, startCommand } from './command.ts'

const read = (name: string) => readFileSync(new URL(`../${name}`, import.meta.url), 'utf8')
const metadata = read('metadata.yaml')

/** The one value of a key, wherever it stands: the file is plain enough to be read by the line. */
function field(key: string): string {
  const values = [...metadata.matchAll(new RegExp(`^ +${key}: (.+)$`, 'gm'))].map(([, value]) => value)
  expect(values).toHaveLength(1)
  return values[0] ?? ''
}

describe('the version', () => {
  test('is the same in package.json, its lock and the metadata', () => {
    const lock = JSON.parse(read('package-lock.json'))
    expect([lock.version, lock.packages[''].version]).toEqual([manifest.version, manifest.version])
    expect(field('dockerImageTag')).toBe(manifest.version)
  })

  test.each(['io.airbyte.version', 'org.opencontainers.image.version'])(
    'is the same in the label %s',
    (label) => {
      expect(read('Dockerfile')).toContain(`${label}="${manifest.version}"`)
    },
  )

  test('is the newest in the changelog and in that of the user, and of the same day', () => {
    const [, version, date] = /^## \[(\d[^\]]*)\] - (.+)$/m.exec(read('CHANGELOG.md')) ?? []
    expect(version).toBe(manifest.version)
    const [, first, day] = /^\| Version .*\n\| -.*\n\| (\S+) +\| (\S+)/m.exec(read('docs/justcall.md')) ?? []
    expect([first, day]).toEqual([version, date])
  })

  test.each(['README.md', 'examples/docker/source-justcall', 'examples/kubernetes/cronjob.yaml'])(
    'is that of the image in %s',
    (name) => {
      const tags = [...read(name).matchAll(/source-justcall:([\w.-]+)/g)].map(([, tag]) => tag)
      expect(new Set(tags)).toEqual(new Set([manifest.version]))
    },
  )

  test('is what the connector prints', async () => {
    const { exitCode, stdout, stderr } = await startCommand(['--version']).ended
    expect({ exitCode, stdout, stderr }).toEqual({ exitCode: 0, stdout: `${manifest.version}\n`, stderr: '' })
  })
})

describe('the metadata', () => {
  test('names the image, its licence and its icon as the project does', () => {
    expect(read('Dockerfile')).toContain(`io.airbyte.name="${field('dockerRepository')}"`)
    expect(field('license')).toBe(manifest.license)
    expect(existsSync(new URL(`../${field('icon')}`, import.meta.url))).toBe(true)
  })

  test('describes the connector as the package, the image and the command do', async () => {
    expect(read('Dockerfile')).toContain(`image.description="${manifest.description}"`)
    expect((await startCommand(['--help']).ended).stdout).toContain(manifest.description)
  })

  test('suggests the calls, which each version of the API has', () => {
    expect(metadata).toMatch(/suggestedStreams:\n {4}streams:\n {6}- calls\n {2}\w/)
  })

  test('lets the connector reach the one host that it reads from, and no other', () => {
    const { base_url } = specification.connectionSpecification.properties
    const [, hosts = ''] = /allowedHosts:\n {4}hosts:\n((?: {6}- .+\n)*)/.exec(metadata) ?? []
    expect(hosts.trim()).toBe(`- ${new URL(base_url.default).host}`)
  })

  test('gives the connector longer to be silent than it waits for quota', () => {
    const { max_wait_minutes } = specification.connectionSpecification.properties
    expect(Number(field('maxSecondsBetweenMessages'))).toBeGreaterThan(max_wait_minutes.default * 60)
  })
})

test('the bundle is made to be run', () => {
  expect(readFileSync(bundle, 'utf8')).toMatch(/^#!\/usr\/bin\/env node\n/)
})
