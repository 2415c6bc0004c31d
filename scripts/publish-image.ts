/**
 * Builds the image for each platform. Started by a tag on GitHub it also pushes it, tries what was pushed, and signs it and its
 * bills of materials, all by digest; else it is a rehearsal.
 *
 *     node scripts/publish-image.ts ghcr.io/source-justcall/source-justcall     prints `image=NAME:VERSION@DIGEST`
 */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import manifest from '../package.json' with { type: 'json' }

interface Index {
  readonly manifests: readonly {
    readonly digest: string
    readonly platform: { readonly os: string; readonly architecture: string }
  }[]
}

const platforms = ['linux/amd64', 'linux/arm64']

const [repository] = process.argv.slice(2)
if (repository === undefined) throw new Error('Say where to: node scripts/publish-image.ts REPOSITORY')
const { GITHUB_REF_TYPE: refType, GITHUB_WORKFLOW_REF: workflow } = process.env
const isRelease = refType === 'tag'

const directory = mkdtempSync(join(tmpdir(), 'source-justcall-image-'))
try {
  const digest = build()
  if (isRelease) {
    const images = pushedPlatforms(digest)
    for (const [platform, image] of images) tryOut(platform, image)
    sign(`${repository}@${digest}`, images)
    process.stdout.write(`image=${repository}:${manifest.version}@${digest}\n`)
  }
} finally {
  rmSync(directory, { recursive: true, force: true })
}

/** @returns the digest of what all platforms have in common, their index. */
function build(): string {
  const metadata = join(directory, 'build.json')
  process.env['SOURCE_DATE_EPOCH'] = run('git', 'log', '-1', '--format=%ct').trim()
  run(
    ...['docker', 'buildx', 'build', '--platform', platforms.join(','), '--provenance', 'mode=max'],
    ...['--sbom', 'true', '--metadata-file', metadata, '--output'],
    `type=image,name=${repository}:${manifest.version},push=${isRelease},rewrite-timestamp=true`,
    '.',
  )
  return isRelease ? JSON.parse(readFileSync(metadata, 'utf8'))['containerimage.digest'] : ''
}

/** The image of each platform, by its own digest. @throws Error where one is missing. */
function pushedPlatforms(digest: string): ReadonlyMap<string, string> {
  const raw = run('docker', 'buildx', 'imagetools', 'inspect', '--raw', `${repository}@${digest}`)
  const { manifests }: Index = JSON.parse(raw)
  const digests = new Map(
    manifests.map((image) => [`${image.platform.os}/${image.platform.architecture}`, image.digest]),
  )
  return new Map(
    platforms.map((platform) => {
      const found = digests.get(platform)
      if (found === undefined) throw new Error(`${repository}@${digest} has no image for ${platform}.`)
      return [platform, `${repository}@${found}`]
    }),
  )
}

function tryOut(platform: string, image: string): void {
  const printed = run('docker', 'run', '--rm', '--platform', platform, image, '--version').trim()
  if (printed !== manifest.version) throw new Error(`${image} for ${platform} says that it is ${printed}.`)
}

/** With the identity of this workflow, which is checked at once as users check it. */
function sign(index: string, images: ReadonlyMap<string, string>): void {
  const issuer = 'https://token.actions.githubusercontent.com'
  const identity = `https://github.com/${workflow}`
  const signer = ['--certificate-identity', identity, '--certificate-oidc-issuer', issuer]
  for (const image of [index, ...images.values()]) {
    run('cosign', 'sign', '--yes', image)
    run('cosign', 'verify', ...signer, image)
  }
  for (const [platform, image] of images) {
    const list = join(directory, 'sbom.cdx.json')
    const cat = ['--entrypoint', 'cat', image, '/airbyte/sbom.cdx.json']
    writeFileSync(list, run('docker', 'run', '--rm', '--platform', platform, ...cat))
    run('cosign', 'attest', '--yes', '--type', 'cyclonedx', '--predicate', list, image)
    run('cosign', 'verify-attestation', '--type', 'cyclonedx', ...signer, image)
  }
}

function run(command: string, ...args: readonly string[]): string {
  return execFileSync(command, args, {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
    // A bill of materials has the licences' texts in it.
    maxBuffer: 1 << 26,
  })
}
