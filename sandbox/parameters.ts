import { DAY_MS, dayStart, isDay, looksLikeDay } from './days.ts'
import { badParameter, invalidValue, type Refusal } from './refusal.ts'

/** The query of `GET /v2/calls`, read and checked. Days stay as they were written; absent means not asked for. */
export interface Parameters {
  readonly startDate: string | undefined
  readonly endDate: string | undefined
  readonly direction: 'inbound' | 'outbound' | undefined
  readonly agentId: number | undefined
  readonly number: string | undefined
  readonly status: string | undefined
  readonly page: number
  readonly perPage: number
}

export interface ParameterLimits {
  /** A range of more days is refused with 400; an open end counts to today, an open start is refused. */
  readonly maxRangeDays?: number
  /** A range that ends on the day on which it starts is refused with 400. */
  readonly refusesSingleDays?: boolean
  /** A start of more days ago is refused with 400, and so is an open start. */
  readonly maxAgeDays?: number
  /** A page that ends past so many results is refused with 400. */
  readonly maxResults?: number
}

/** Reads a query. A value that is not of its parameter's type is refused with 400, one out of bounds with 422. */
export const readParameters = (
  query: URLSearchParams,
  limits: ParameterLimits,
  today: string,
): Parameters | Refusal => {
  const wrong =
    findUnknown(query) ??
    findWrongDay(query, 'start_date') ??
    findWrongDay(query, 'end_date') ??
    findWrong(query)
  if (wrong) return wrong
  const direction = query.get('direction')
  const parameters: Parameters = {
    startDate: query.get('start_date') ?? undefined,
    endDate: query.get('end_date') ?? undefined,
    direction: direction === 'inbound' || direction === 'outbound' ? direction : undefined,
    agentId: numberOf(query.get('agent_id')),
    number: query.get('number') ?? undefined,
    status: query.get('status') ?? undefined,
    page: numberOf(query.get('page')) ?? 1,
    perPage: numberOf(query.get('per_page')) ?? 25,
  }
  return findPastLimit(parameters, limits, today) ?? parameters
}

const NAMES = ['start_date', 'end_date', 'direction', 'agent_id', 'number', 'status', 'page', 'per_page']
const DIRECTIONS = ['inbound', 'outbound', 'all']
const STATUSES = ['completed', 'missed', 'voicemail', 'busy']

const numberOf = (text: string | null): number | undefined => (text === null ? undefined : Number(text))

/** Stricter than most servers: a parameter that the contract does not name is a mistake of the client's. */
const findUnknown = (query: URLSearchParams): Refusal | undefined => {
  const names = [...query.keys()]
  const unknown = names.find((name) => !NAMES.includes(name))
  if (unknown !== undefined) return badParameter(`Unknown parameter ${unknown}.`)
  const twice = names.find((name, nth) => names.indexOf(name) !== nth)
  return twice === undefined ? undefined : badParameter(`Parameter ${twice} is given more than once.`)
}

const findWrongDay = (query: URLSearchParams, name: string): Refusal | undefined => {
  const day = query.get(name)
  if (day === null || isDay(day)) return undefined
  return looksLikeDay(day)
    ? invalidValue(`${name} is not a date that exists: ${day}.`)
    : badParameter(`${name} must be YYYY-MM-DD, got ${day}.`)
}

const findWrong = (query: URLSearchParams): Refusal | undefined => {
  for (const name of ['agent_id', 'page', 'per_page']) {
    const text = query.get(name)
    if (text !== null && !/^-?\d{1,15}$/.test(text))
      return badParameter(`${name} must be an integer, got ${text}.`)
  }
  const get = (name: string, otherwise: string) => query.get(name) ?? otherwise
  if (Number(get('page', '1')) < 1) return invalidValue('page must be at least 1.')
  const perPage = Number(get('per_page', '25'))
  if (perPage < 1 || perPage > 100) return invalidValue('per_page must be from 1 to 100.')
  if (!DIRECTIONS.includes(get('direction', 'all')))
    return invalidValue('direction must be inbound, outbound or all.')
  if (!STATUSES.includes(get('status', 'busy')))
    return invalidValue(`status must be one of ${STATUSES.join(', ')}.`)
  if (!/^\+[1-9]\d{6,14}$/.test(get('number', '+14155551234')))
    return invalidValue('number must be in E.164 format.')
  const start = query.get('start_date')
  const end = query.get('end_date')
  return start && end && end < start ? invalidValue('end_date must not be before start_date.') : undefined
}

const findPastLimit = (
  { startDate, endDate, page, perPage }: Parameters,
  { maxRangeDays, refusesSingleDays, maxAgeDays, maxResults }: ParameterLimits,
  today: string,
): Refusal | undefined => {
  if (maxResults !== undefined && page * perPage > maxResults) {
    return badParameter(`Only the first ${maxResults} results can be paged through.`)
  }
  if (refusesSingleDays && startDate !== undefined && startDate === endDate) {
    return badParameter('end_date must be after start_date.')
  }
  if (maxRangeDays === undefined && maxAgeDays === undefined) return undefined
  if (startDate === undefined) return badParameter('start_date is required.')
  if (maxAgeDays !== undefined && daysBetween(startDate, today) > maxAgeDays) {
    return badParameter(`start_date must be within the last ${maxAgeDays} days.`)
  }
  return maxRangeDays !== undefined && daysBetween(startDate, endDate ?? today) + 1 > maxRangeDays
    ? badParameter(`The date range must not exceed ${maxRangeDays} days.`)
    : undefined
}

const daysBetween = (first: string, last: string): number => (dayStart(last, 0) - dayStart(first, 0)) / DAY_MS
