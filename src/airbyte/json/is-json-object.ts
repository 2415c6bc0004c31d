import { rawNumber } from './exact-json.ts'

/** A JSON object with unknown content. */
export type JsonObject = { readonly [key: string]: unknown }

/** Whether a value parsed from JSON is an object, and not null, an array or a number that was kept raw. */
export const isJsonObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && rawNumber(value) === undefined
