import type { ErrorObject } from 'ajv'
import { compileValidator } from './configuration-validator.ts'
import { ConfigError } from './errors.ts'
import type { JsonObject } from './messages.ts'
import { misnamedProperties } from './misnamed.ts'
import { objectOf } from './schema-walk.ts'
import { holdsSecret, secretValues } from './secrets.ts'
import type { Circumstances, Source } from './source.ts'

export interface Validated<Config> {
  /** The configuration as the connection's specification describes it, its defaults filled in. */
  readonly config: Config
  /** What is odd about it, though it is valid: a sentence each. */
  readonly warnings: readonly string[]
}

/**
 * Properties that are null or empty count as not given: platforms' forms send them so.
 * @throws ConfigError that names every fault at once; the value of a secret is never in it.
 */
export async function validateConfiguration<Config>(
  source: Source<Config>,
  value: JsonObject,
  circumstances: Circumstances,
): Promise<Validated<Config>> {
  const specification = connectionSpecification(await source.spec())
  const given = Object.fromEntries(
    Object.entries(value).filter(([, entry]) => entry !== null && entry !== ''),
  )
  const misnamed = await misnamedProperties(settingsOf(specification), given)
  const validate = (await source.validator?.()) ?? (await compileValidator<Config>(specification))
  const secrets = new Set(secretValues(specification, value))
  const isHidden = ({ data, parentSchema }: ErrorObject) =>
    secrets.has(String(data)) || holdsSecret(specification, parentSchema)
  const isValid = validate(given)
  const faults = [
    ...(validate.errors ?? []).map((error) => describe(error, isHidden)),
    ...((await source.faults?.(given, circumstances)) ?? []),
  ]
  if (!isValid || faults.length > 0) throw new ConfigError(sentence([...faults, ...misnamed]))
  return { config: given, warnings: misnamed.map((what) => `Ignored in the configuration: ${what}.`) }
}

/** @throws ConfigError that names the flag and the path, if the file holds anything but a JSON object. */
export function configurationObject(value: unknown, path: string): JsonObject {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return { ...value }
  throw new ConfigError(`--config ${path}: the configuration must be a JSON object, not ${kind(value)}.`)
}

/** The JSON Schema of the configuration. */
export function connectionSpecification(spec: JsonObject): JsonObject {
  return objectOf(spec['connectionSpecification'])
}

function settingsOf({ properties }: JsonObject): object {
  return typeof properties === 'object' && properties !== null ? properties : {}
}

const sentence = (faults: readonly string[]) =>
  `The configuration is not valid: ${[...new Set(faults)].join('; ')}.`

function describe(error: ErrorObject, isHidden: (error: ErrorObject) => boolean): string {
  const property = error.instancePath.slice(1).replaceAll('/', '.')
  const schema: JsonObject = error.parentSchema ?? {}
  if (error.keyword === 'required') return `${String(error.params['missingProperty'])} is missing`
  return `${property} must be ${expectation(error, schema)}${isHidden(error) ? '' : `, not ${shown(error.data)}`}`
}

function expectation(error: ErrorObject, schema: JsonObject): string {
  switch (error.keyword) {
    case 'type':
      return article(String(error.params['type']))
    case 'enum':
      return `one of ${(schema['enum'] as unknown[]).join(', ')}`
    case 'pattern':
      return String(schema['pattern_descriptor'] ?? `of the form ${String(schema['pattern'])}`)
    case 'minimum':
    case 'maximum':
      return range(schema)
    default:
      return (error.message ?? 'valid').replace(/^must (be )?/, '')
  }
}

function range(schema: JsonObject): string {
  const { minimum, maximum } = schema
  if (minimum === undefined) return `at most ${String(maximum)}`
  if (maximum === undefined) return `at least ${String(minimum)}`
  return `from ${String(minimum)} to ${String(maximum)}`
}

const article = (type: string) => (/^[aeiou]/.test(type) ? `an ${type}` : `a ${type}`)

function shown(value: unknown): string {
  // An object may hold a secret where none was expected.
  if (typeof value === 'object' && value !== null) return kind(value)
  const text = JSON.stringify(value) ?? 'undefined'
  // Never a part of it: half a secret in the wrong field would not be known for one.
  return text.length > 60 ? `something of ${text.length} characters` : text
}

function kind(value: unknown): string {
  if (value === null) return 'null'
  return Array.isArray(value) ? 'an array' : article(typeof value)
}
