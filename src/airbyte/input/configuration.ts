import type { ErrorObject } from 'ajv'
import { ConfigError } from '../protocol/errors.ts'
import type { JsonObject } from '../protocol/messages.ts'
import { compileValidator } from '../source/configuration-validator.ts'
import type { Circumstances, Source } from '../source/source.ts'
import { faultSentences, kind } from './configuration-faults.ts'
import { withDefaults, withoutEmpty } from './defaults.ts'
import { objectOf } from './schema-walk.ts'
import { holdsSecret, secretValues } from './secrets.ts'
import { spellingSuggestions } from './suggestions.ts'

export interface Validated<Config> {
  /** The valid configuration, with defaults filled in. */
  readonly config: Config
  /** One sentence each. */
  readonly warnings: readonly string[]
}

/**
 * Properties that are null or empty count as missing, since the forms of platforms send them so.
 * @throws ConfigError with all faults, and without values of secrets.
 */
export async function validateConfiguration<Config>(
  source: Pick<Source<Config>, 'spec' | 'validator' | 'faults'>,
  value: JsonObject,
  circumstances: Circumstances,
): Promise<Validated<Config>> {
  const specification = connectionSpecification(await source.spec())
  const filled = withoutEmpty(value)
  const suggestions = await spellingSuggestions(settingsOf(specification), filled)
  const given = withDefaults(specification, filled)
  const validate = (await source.validator?.()) ?? (await compileValidator<Config>(specification))
  const secrets = new Set(secretValues(specification, value))
  const isHidden = ({ data, parentSchema }: ErrorObject) =>
    (typeof data !== 'object' && secrets.has(String(data))) || holdsSecret(specification, parentSchema)
  const isValid = validate(given)
  const faults = [
    ...faultSentences(specification, validate.errors ?? [], isHidden),
    ...((await source.faults?.(given, circumstances)) ?? []),
  ]
  if (!isValid || faults.length > 0) throw new ConfigError(sentence([...faults, ...suggestions]))
  return { config: given, warnings: suggestions.map((what) => `Ignored in the configuration: ${what}.`) }
}

/** @throws ConfigError unless the file contains a JSON object. */
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
