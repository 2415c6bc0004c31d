import fc from 'fast-check'
import { answerOf, noises, type Twist, twists, type World, worlds } from './answers.ts'
import {
  catalogs,
  configurations,
  credentials,
  files,
  type Secrets,
  states,
  streamNames,
  validFile,
} from './files.ts'
import type { Trial } from './trial.ts'
import { type Written, writings } from './wire.ts'

/** All that a trial is made of. */
export interface Given extends Pick<Trial, 'command' | 'flags' | 'environment' | 'files'> {
  readonly secrets: Secrets
  readonly api: 'v2' | 'v2.1'
  readonly world: World
  /** What a real server writes, in place of the world. */
  readonly wire?: readonly Written[]
}

export function trialOf({ secrets, api, world, ...rest }: Given): Trial {
  const { key, secret, password } = secrets
  return {
    ...rest,
    secrets: [key, secret, `${key}:${secret}`, password],
    answer: answerOf(world, api, { key, secret }),
  }
}

const calm: World = {
  account: 1,
  pageCap: undefined,
  firstPage: 0,
  totalCount: true,
  order: 'oldest',
  twists: [],
  after: 'sound',
}

const commands = fc.constantFrom(
  'read' as const,
  'read' as const,
  'read' as const,
  'check' as const,
  'discover' as const,
  'spec' as const,
)
const apis = fc.constantFrom('v2' as const, 'v2.1' as const)

const environments = ({ password }: Secrets): fc.Arbitrary<Record<string, string>> =>
  fc.record(
    {
      LOG_LEVEL: fc.constantFrom('debug', 'INFO'),
      DEPLOYMENT_MODE: fc.constantFrom('cloud', 'oss'),
      HTTPS_PROXY: fc.constantFrom(
        `http://user:${encodeURIComponent(password)}@127.0.0.1:1`,
        `http://user:${password}@127.0.0.1:1`,
        `socks5://user:${password}@proxy`,
        `user:${password}@proxy:99999`,
        password,
      ),
      NO_PROXY: fc.constantFrom('*', 'justcall.io', ''),
    },
    { requiredKeys: [] },
  )

/** What people and platforms may give, before an API that is as it should be. */
export const peculiarFiles: fc.Arbitrary<Given> = credentials.chain((secrets) =>
  fc
    .record({
      command: commands,
      api: apis,
      flags: fc.constantFrom([], [], ['--debug']),
      environment: fc.oneof(
        { weight: 3, arbitrary: fc.constant({}) },
        { weight: 1, arbitrary: environments(secrets) },
      ),
      config: files(configurations(secrets), secrets),
      catalog: files(catalogs(), secrets),
      state: fc.option(files(states, secrets), { nil: undefined }),
      secrets: fc.constant(secrets),
      world: fc.constant(calm),
    })
    .map(withFiles),
)

const validFiles = (secrets: Secrets, api: 'v2' | 'v2.1') => ({
  config: validFile(configurations(secrets, api)),
  catalog: validFile(catalogs(streamNames[api])),
  state: fc.option(validFile(states), { nil: undefined }),
})

/** A connection that is as it should be, before an API or a network that answers anything. */
export const peculiarAnswers: fc.Arbitrary<Given> = fc.tuple(credentials, apis).chain(([secrets, api]) => {
  const { key, secret } = secrets
  const pair = `${key}:${secret}`
  const echoes = [
    key,
    secret,
    pair,
    Buffer.from(pair).toString('base64'),
    encodeURIComponent(secret),
    `<b>${secret}</b>`,
  ]
  return fc
    .record({
      ...validFiles(secrets, api),
      command: fc.constantFrom('read' as const, 'read' as const, 'read' as const, 'check' as const),
      // Sometimes the account is of the other version.
      api: fc.oneof({ weight: 9, arbitrary: fc.constant(api) }, { weight: 1, arbitrary: apis }),
      flags: fc.constantFrom([], [], ['--debug']),
      environment: fc.constant({}),
      secrets: fc.constant(secrets),
      world: worlds(twists(echoes)),
    })
    .map(withFiles)
})

/** A read that has to get over failures before each answer; all pages are as they should be. */
export const noisyReads: fc.Arbitrary<Given> = fc.tuple(credentials, apis).chain(([secrets, api]) =>
  fc
    .record({
      ...validFiles(secrets, api),
      command: fc.constant('read' as const),
      api: fc.constant(api),
      flags: fc.constant([]),
      environment: fc.constant({}),
      secrets: fc.constant(secrets),
      world: worlds(fc.oneof<fc.Arbitrary<Twist>[]>(noises)).map((world) => ({
        ...world,
        after: world.after === 'last' ? ('sound' as const) : world.after,
      })),
    })
    .map(withFiles),
)

/** A server, or a proxy before it, that writes any bytes. */
export const rawBytes: fc.Arbitrary<Given> = fc
  .tuple(credentials, apis, fc.constantFrom(false, false, true))
  .chain(([secrets, api, proxied]) => {
    const { key, secret, password } = secrets
    return fc
      .record({
        ...validFiles(secrets, api),
        command: fc.constantFrom('read' as const, 'read' as const, 'check' as const),
        api: fc.constant(api),
        flags: fc.constantFrom([], ['--debug']),
        secrets: fc.constant(secrets),
        world: fc.constant(calm),
        wire: fc.array(writings([key, secret, `${key}:${secret}`, ...(proxied ? [password] : [])]), {
          minLength: 1,
          maxLength: 6,
        }),
      })
      .map((given) =>
        withFiles({
          ...given,
          environment: proxied
            ? { HTTPS_PROXY: `http://user:${encodeURIComponent(password)}@127.0.0.1:${wirePort}` }
            : { NO_PROXY: '*' },
        }),
      )
  })

/** Stands for the port of the server in what is given. */
const wirePort = 60_001

/** @param port where the server listens. */
export function wireTrialOf(given: Given, port: number): Trial {
  const base =
    given.environment['HTTPS_PROXY'] === undefined ? `http://127.0.0.1:${port}` : 'https://api.justcall.io'
  const { config } = given.files
  const [address, other] = ['HTTPS_PROXY', 'NO_PROXY'].map((name) =>
    given.environment[name]?.replace(String(wirePort), String(port)),
  )
  return {
    ...trialOf(given),
    answer: undefined,
    environment: {
      ...(address === undefined ? {} : { HTTPS_PROXY: address }),
      ...(other === undefined ? {} : { NO_PROXY: other }),
    },
    files: { ...given.files, config: withBaseUrl(config, base) },
  }
}

function withBaseUrl(config: Trial['files']['config'], base_url: string): Trial['files']['config'] {
  if (typeof config !== 'object' || !('content' in config)) return config
  return { content: Buffer.from(JSON.stringify({ ...JSON.parse(config.content.toString()), base_url })) }
}

/** The same without the noise. */
export const calmed = (given: Given): Given => ({
  ...given,
  world: { ...given.world, twists: [], after: 'sound' },
})

interface Loose extends Omit<Given, 'files'> {
  readonly config: Trial['files']['config']
  readonly catalog: Trial['files']['catalog']
  readonly state: Trial['files']['state']
}

/** Only the files that the command takes. */
function withFiles({ config, catalog, state, ...rest }: Loose): Given {
  const all = { spec: {}, check: { config }, discover: { config }, read: { config, catalog, state } }
  return { ...rest, files: all[rest.command] }
}
