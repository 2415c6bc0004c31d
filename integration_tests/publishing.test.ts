import { execFileSync, spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import process from 'node:process'
import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import manifest from '../package.json' with { type: 'json' }
import { project } from './checkout.ts'

interface Workflow {
  readonly jobs: Readonly<Record<string, Job>>
}

interface Job {
  readonly needs?: string | readonly string[]
  readonly steps?: readonly Step[]
}

interface Step {
  readonly uses?: string
  readonly run?: string
  readonly if?: string
  readonly env?: Readonly<Record<string, string>>
}

const read = (name: string) => readFileSync(join(project, name), 'utf8')
const { jobs }: Workflow = parse(read('.github/workflows/release.yml'))
const { version } = manifest

const repository = 'ghcr.io/someone/source-justcall'
const [index, amd64, arm64] = ['index', 'amd64', 'arm64'].map((name) => `${repository}@sha256:${name}`)
const platforms = ['amd64', 'arm64']

const inspected = (architectures: readonly string[]) =>
  JSON.stringify({
    manifests: [
      ...architectures.map((architecture) => ({
        digest: `sha256:${architecture}`,
        platform: { os: 'linux', architecture },
      })),
      { digest: 'sha256:provenance', platform: { os: 'unknown', architecture: 'unknown' } },
    ],
  })

const answers: Readonly<Record<string, string>> = {
  'docker buildx imagetools inspect': inspected(platforms),
  [`docker run --rm --platform linux/amd64 ${amd64} --version`]: version,
  [`docker run --rm --platform linux/arm64 ${arm64} --version`]: version,
  'docker run --rm --platform linux/amd64 --entrypoint cat': 'what amd64 holds',
  'docker run --rm --platform linux/arm64 --entrypoint cat': 'what arm64 holds',
}

const directory = mkdtempSync(join(tmpdir(), 'source-justcall-publishing-'))
const [checkout, tools] = [join(directory, 'checkout'), join(directory, 'tools')]
mkdirSync(tools)
mkdirSync(checkout)
for (const name of ['package.json', 'CHANGELOG.md', 'scripts'])
  cpSync(join(project, name), join(checkout, name), { recursive: true })
const person = ['-c', 'user.name=A maintainer', '-c', 'user.email=maintainer@example.com']
const git = (...args: readonly string[]) => execFileSync('git', [...person, ...args], { cwd: checkout })
git('init', '--quiet')
git('add', '--all')
git('commit', '--quiet', '--message', 'Begin')

afterAll(() => rmSync(directory, { recursive: true, force: true }))

const [calls, output] = [join(directory, 'calls'), join(directory, 'output')]
beforeEach(() => {
  for (const file of [calls, output]) writeFileSync(file, '')
})

/** Stands for docker, cosign, npm and gh: notes each call, and answers one that begins as an answer's name does. */
function writeTools(answers: Readonly<Record<string, string>>): void {
  const cases = Object.entries(answers).map(([beginning, answer]) =>
    answer === failure ? `'${beginning}'*) exit 1 ;;` : `'${beginning}'*) echo '${answer}' ;;`,
  )
  const tool = [
    '#!/bin/sh',
    'call="$(basename "$0") $*"',
    `echo "$call" >>'${calls}'`,
    'case $call in',
    ...cases,
    `'docker buildx build'*push=true*)`,
    '  until [ "$1" = --metadata-file ]; do shift; done',
    `  echo '{"containerimage.digest": "sha256:index"}' >"$2" ;;`,
    `'cosign attest '*)`,
    '  until [ "$1" = --predicate ]; do shift; done',
    `  cat "$2" >>'${calls}' ;;`,
    'esac\n',
  ]
  for (const name of ['docker', 'cosign', 'npm', 'gh'])
    writeFileSync(join(tools, name), tool.join('\n'), { mode: 0o755 })
}

const failure = 'fails'

interface Run {
  /** Of the last step that ran. */
  readonly exitCode: number | null
  readonly stderr: string
  readonly calls: readonly string[]
}

/** Runs the shell of the workflow's own jobs as GitHub does, one job after another, until a step fails. */
function runWorkflow(
  type: 'tag' | 'branch',
  name: string,
  changes: Readonly<Record<string, string>> = {},
): Run {
  const isTag = type === 'tag'
  writeTools({ ...answers, ...changes })
  let exitCode: number | null = 0
  let stderr = ''
  for (const step of Object.values(jobs).flatMap((job) => job.steps ?? [])) {
    if (step.run === undefined) continue
    if (step.if !== undefined) expect(step.if).toBe("github.ref_type == 'tag'")
    if (step.if !== undefined && !isTag) continue
    const values: Readonly<Record<string, string>> = {
      "${{ github.ref_type != 'tag' }}": String(!isTag),
      '${{ github.token }}': 'a-token',
      '${{ needs.image.outputs.image }}': readFileSync(output, 'utf8').replace('image=', '').trim(),
    }
    const own = Object.entries(step.env ?? {}).map(([key, expression]) => {
      expect(Object.keys(values)).toContain(expression)
      return [key, values[expression]]
    })
    const ended = spawnSync('bash', ['--noprofile', '--norc', '-e', '-c', step.run], {
      cwd: checkout,
      encoding: 'utf8',
      env: {
        PATH: [tools, dirname(process.execPath), process.env['PATH']].join(delimiter),
        GITHUB_OUTPUT: output,
        GITHUB_REPOSITORY: 'someone/source-justcall',
        GITHUB_REF_TYPE: type,
        GITHUB_REF_NAME: name,
        GITHUB_WORKFLOW_REF: `someone/source-justcall/.github/workflows/release.yml@refs/tags/${name}`,
        ...Object.fromEntries(own),
      },
    })
    exitCode = ended.status
    stderr += ended.stderr
    if (exitCode !== 0) break
  }
  const noted = readFileSync(calls, 'utf8').replaceAll(/\/\S*source-justcall-image-\w+\//g, '…/')
  return { exitCode, stderr, calls: noted.split('\n').slice(0, -1) }
}

const build = (push: boolean) =>
  'docker buildx build --platform linux/amd64,linux/arm64 --provenance mode=max --sbom true --metadata-file …/build.json ' +
  `--output type=image,name=${repository}:${version},push=${push},rewrite-timestamp=true .`
const signer =
  `--certificate-identity https://github.com/someone/source-justcall/.github/workflows/release.yml@refs/tags/v${version} ` +
  '--certificate-oidc-issuer https://token.actions.githubusercontent.com'

describe('the release workflow', () => {
  test('pushes the image, tries and signs it by digest with its bill of materials, then publishes, then drafts', () => {
    const { exitCode, stderr, calls } = runWorkflow('tag', `v${version}`)
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' })
    expect(calls).toEqual([
      build(true),
      `docker buildx imagetools inspect --raw ${index}`,
      `docker run --rm --platform linux/amd64 ${amd64} --version`,
      `docker run --rm --platform linux/arm64 ${arm64} --version`,
      ...[index, amd64, arm64].flatMap((image) => [
        `cosign sign --yes ${image}`,
        `cosign verify ${signer} ${image}`,
      ]),
      ...[amd64, arm64].flatMap((image, at) => [
        `docker run --rm --platform linux/${platforms[at]} --entrypoint cat ${image} /airbyte/sbom.cdx.json`,
        `cosign attest --yes --type cyclonedx --predicate …/sbom.cdx.json ${image}`,
        `what ${platforms[at]} holds`,
        `cosign verify-attestation --type cyclonedx ${signer} ${image}`,
      ]),
      'npm ci',
      'npm publish --dry-run=false',
      'npm ci',
      'npm run build',
      `gh release create v${version} --draft --verify-tag --title v${version} --notes-file notes.md dist/sbom.cdx.json`,
    ])
    const notes = readFileSync(join(checkout, 'notes.md'), 'utf8')
    expect(notes).toMatch(/^### /)
    expect(notes).toContain(`Image: \`${repository}:${version}@sha256:index\``)
  })

  test('started by hand, builds and packs, and leaves nothing anywhere', () => {
    const { exitCode, stderr, calls } = runWorkflow('branch', 'main')
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' })
    expect(calls).toEqual([build(false), 'npm ci', 'npm publish --dry-run=true', 'npm ci', 'npm run build'])
  })

  test('begins nothing for a tag that is not the version', () => {
    const { exitCode, stderr, calls } = runWorkflow('tag', 'v99.0.0')
    expect(exitCode).not.toBe(0)
    expect(stderr).toContain(`The tag is v99.0.0, and package.json has ${version}.`)
    expect(calls).toEqual([])
  })

  test.each([
    [
      'lacks a platform',
      { 'docker buildx imagetools inspect': inspected(['amd64']) },
      'no image for linux/arm64',
    ],
    [
      'is of another version on one platform',
      { [`docker run --rm --platform linux/arm64 ${arm64} --version`]: '0.0.9' },
      'says that it is 0.0.9',
    ],
    ['does not start', { [`docker run --rm --platform linux/arm64 ${arm64} --version`]: failure }, ''],
  ])('neither signs nor publishes an image that %s', (_, changes, complaint) => {
    const { exitCode, stderr, calls } = runWorkflow('tag', `v${version}`, changes)
    expect(exitCode).not.toBe(0)
    expect(stderr).toContain(complaint)
    expect(calls.filter((call) => !call.startsWith('docker'))).toEqual([])
  })

  test.each(['cosign sign', 'cosign verify', 'cosign attest', 'cosign verify-attestation'])(
    'publishes no package after a failed `%s`',
    (command) => {
      const { exitCode, calls } = runWorkflow('tag', `v${version}`, { [`${command} `]: failure })
      expect(exitCode).not.toBe(0)
      expect(calls.some((call) => call.startsWith(command))).toBe(true)
      expect(calls.filter((call) => /^(npm|gh)/.test(call))).toEqual([])
    },
  )

  test('has its jobs wait for each other in the order in which they stand', () => {
    const names = Object.keys(jobs)
    expect(names).toEqual(['notes', 'check', 'image', 'package', 'release'])
    const needs = names.slice(1).map((name) => [jobs[name]?.needs].flat().at(-1))
    expect(needs).toEqual(names.slice(0, -1))
  })
})

describe.each(['ci.yml', 'release.yml'])('%s', (name) => {
  const workflow: Workflow = parse(read(`.github/workflows/${name}`))
  const steps = Object.values(workflow.jobs).flatMap((job) => job.steps ?? [])

  test('names each action by a commit, and its version in a comment', () => {
    const used = read(`.github/workflows/${name}`).match(/uses: (?!\.\/).*/g) ?? []
    expect(used.length).toBe(steps.filter((step) => step.uses !== undefined).length)
    for (const line of used) expect(line).toMatch(/^uses: [\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/)
  })

  test('gives its shell values through the environment alone', () => {
    expect(steps.filter((step) => step.run?.includes('${{'))).toEqual([])
  })
})
