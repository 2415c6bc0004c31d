import type { Options, ValidateFunction } from 'ajv'
import type { JsonObject } from '../protocol/messages.ts'

/** Fills defaults into a configuration in place, and says whether it is valid; if not, its `errors` say why. */
export type ConfigurationValidator<Config> = ValidateFunction<Config>

/** All faults at once, each with the value and the schema that it is about. */
export const validatorOptions: Options = {
  allErrors: true,
  useDefaults: true,
  strict: false,
  verbose: true,
  validateSchema: false,
}

/** Compiles a connection's specification, which takes as long as all the rest of a short command. */
export async function compileValidator<Config>(
  specification: JsonObject,
): Promise<ConfigurationValidator<Config>> {
  const { Ajv } = await import('ajv')
  const { default: addFormats } = await import('ajv-formats')
  const ajv = new Ajv(validatorOptions)
  addFormats.default(ajv)
  return ajv.compile<Config>(specification)
}
