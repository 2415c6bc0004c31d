import type { JsonObject } from '../protocol/messages.ts'
import { rawNumber } from './exact-json.ts'

/** Whether a value that was parsed from JSON is an object: neither null nor an array, nor a number that was kept digit by digit. */
export const isJsonObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && rawNumber(value) === undefined
