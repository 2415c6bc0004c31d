import type { ErrorObject } from 'ajv'
import { ConfigError } from '../protocol/errors.ts'
import type { JsonObject } from '../protocol/messages.ts'
import { compileValidator } from '../source/configuration-validator.ts'
import type { Circumstances, Source } from '../source/source.ts'
import { faultSentences, kind } from './configuration-faults.ts'
import { withDefaults, withoutEmpty } from './defaults.ts'
import { misnamedProperties } from './misnamed.ts'
import { objectOf } from './schema-walk.ts'
import { holdsSecret, secretValues } from './secrets.ts'

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
  source: Pick<Source<Config>, 'spec' | 'validator' | 'faults'>,
  value: JsonObject,
  circumstances: Circumstances,
): Promise<Validated<Config>> {
  const specification = connectionSpecification(await source.spec())
  const filled = withoutEmpty(value)
  const misnamed = await misnamedProperties(settingsOf(specification), filled)
  const given = withDefaults(specification, filled)
  const validate = (await source.validator?.()) ?? (await compileValidator<Config>(specification))
  const secrets = new Set(secretValues(specification, value))
  const isHidden = ({ data, parentSchema }: ErrorObject) =>
    secrets.has(String(data)) || holdsSecret(specification, parentSchema)
  const isValid = validate(given)
  const faults = [
    ...faultSentences(specification, validate.errors ?? [], isHidden),
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
