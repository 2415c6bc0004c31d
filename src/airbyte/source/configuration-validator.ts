import type { Options, ValidateFunction } from 'ajv'
import type { JsonObject } from '../protocol/messages.ts'

/** Fills in defaults in place and returns whether the configuration is valid; if not, `errors` says why. */
export type ConfigurationValidator<Config> = ValidateFunction<Config>

/** Reports all errors at once, each with its value and schema. */
export const validatorOptions: Options = {
  allErrors: true,
  useDefaults: true,
  strict: false,
  verbose: true,
  validateSchema: false,
}

/** Compiles the connection specification. Slow: it takes as long as the rest of a short command. */
export async function compileValidator<Config>(
  specification: JsonObject,
): Promise<ConfigurationValidator<Config>> {
  const { Ajv } = await import('ajv')
  const { default: addFormats } = await import('ajv-formats')
  const ajv = new Ajv(validatorOptions)
  addFormats.default(ajv)
  return ajv.compile<Config>(specification)
}
