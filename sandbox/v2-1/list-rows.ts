import type { Account } from '../account.ts'
import type { ApiRequest, Behaviour } from '../api.ts'
import { listRows, shuffleKeys, signLinks } from '../listing.ts'
import { mix } from '../random.ts'
import type { Fields } from '../row-list.ts'
import type { PlanFeature } from './behaviour.ts'
import type { Endpoint } from './endpoint.ts'
import { ENDPOINTS, type ListName } from './endpoints/endpoints.ts'
import { answerPage, orderOf } from './envelope.ts'
import { type Failure, failure } from './failure.ts'
import { showMissing } from './missing.ts'
import { findUnknown, findWrongNumber, findWrongWord, namesOfPaging, readPaging } from './paging.ts'
import { BOOLEANS, isTrue } from './parameters.ts'
import { RANGE_NAMES, type Range, readRange } from './range.ts'

/** Answers one of the lists beside the calls. */
export const listV21Rows = (
  name: ListName,
  account: Account,
  request: ApiRequest,
  now: number,
  behaviour: Behaviour,
): Failure => {
  const endpoint: Endpoint = ENDPOINTS[name]
  const { query, serial = 0 } = request
  const { dated = false, key } = endpoint
  const missing = findMissing(endpoint, query, behaviour)
  if (missing) return failure(403, `Your plan does not include ${FEATURES[missing]}.`)
  const wrong = findUnknown(query, namesOf(endpoint), behaviour) ?? findWrong(query, endpoint)
  if (wrong) return wrong
  const paging = readPaging(query, endpoint, behaviour)
  if ('body' in paging) return paging
  const offsetMinutes = account.timeZoneOffsetMinutes
  const range: Partial<Range> | Failure = dated ? readRange(query, behaviour, { now, offsetMinutes }) : {}
  if ('body' in range) return range
  const list = {
    ...range,
    sortBy: endpoint.sorts && paging.sort === 'id' ? 'logId' : 'start',
    order: orderOf(paging, behaviour),
    filter: filterOf(endpoint, query, behaviour, account.agents[0]?.id),
  } as const
  const idOf = (row: Fields) => Number(row[key])
  return answerPage(request, paging, behaviour, {
    total: endpoint.total,
    extra: endpoint.envelope,
    idOf,
    rows: (slice) =>
      listRows((some) => account.lists[name].list(now, { ...list, ...some }), idOf, behaviour, serial, slice),
    show: (row, nth) => dress(row, endpoint, query, behaviour, mix(serial) + nth),
  })
}

const FEATURES = {
  sales_dialer: 'the Sales Dialer',
  ai: 'JustCall AI',
  ai_review: 'the AI Review Assist add-on',
} as const

/** What a request needs and the plan does not include. */
const findMissing = (
  { plan, gated, switches = {} }: Endpoint,
  query: URLSearchParams,
  { planWithout = [] }: Behaviour,
): PlanFeature | undefined => {
  if (plan && planWithout.includes(plan)) return plan
  return gated && planWithout.includes(gated.plan) && gated.switches.some(isOnIn(query, switches))
    ? gated.plan
    : undefined
}

const isOnIn = (query: URLSearchParams, switches: Readonly<Record<string, boolean>>) => (name: string) =>
  query.has(name) ? isTrue(query.get(name)) : switches[name] === true

const namesOf = (endpoint: Endpoint): readonly string[] => [
  ...namesOfPaging(endpoint),
  ...(endpoint.dated ? RANGE_NAMES : []),
  ...(endpoint.widenedBy === undefined ? [] : [endpoint.widenedBy]),
  ...Object.keys(endpoint.filters ?? {}),
  ...Object.keys(endpoint.switches ?? {}),
]

const findWrong = (query: URLSearchParams, endpoint: Endpoint): Failure | undefined => {
  const { filters = {}, switches = {}, widenedBy } = endpoint
  const flags = [...Object.keys(switches), ...(widenedBy === undefined ? [] : [widenedBy])]
  return (
    flags.map((name) => findWrongWord(query, name, BOOLEANS)).find(Boolean) ??
    Object.entries(filters)
      .map(([name, { takes }]) => {
        if (takes === undefined) return undefined
        return takes === 'number' ? findWrongNumber(query, name) : findWrongWord(query, name, takes)
      })
      .find(Boolean)
  )
}

/** A row fits if it has one of the values of each parameter. */
const filterOf = (
  { filters = {}, widenedBy }: Endpoint,
  query: URLSearchParams,
  { ignoresFilters }: Behaviour,
  owner: number | undefined,
) => {
  const active = Object.entries(ignoresFilters ? {} : filters).flatMap(([name, { fits, otherwise }]) => {
    const values = query.has(name) || otherwise === undefined ? query.getAll(name) : [otherwise]
    return fits && values.length > 0 ? [{ name, values, fits }] : []
  })
  const ownOnly = widenedBy !== undefined && !isTrue(query.get(widenedBy))
  if (active.length === 0 && !ownOnly) return undefined
  return {
    key: JSON.stringify([ownOnly, active.map(({ name, values }) => [name, values])]),
    fits: (row: Fields) =>
      (!ownOnly || row['agent_id'] === owner) &&
      active.every(({ values, fits }) => values.some((value) => fits(row, value))),
  }
}

const dress = (
  row: Fields,
  { switches = {}, dress: dressed }: Endpoint,
  query: URLSearchParams,
  behaviour: Behaviour,
  key: number,
): Fields => {
  const whole = dressed ? dressed(row, isOnIn(query, switches)) : row
  const signed = behaviour.signedLinks ? signLinks(whole, key) : whole
  const timed = behaviour.unpaddedHours ? unpadTimes(signed) : signed
  const shown = showMissing(timed, behaviour.missing === undefined ? null : behaviour.missing)
  return behaviour.shuffleKeys ? shuffleKeys(shown, key) : shown
}

const unpadTimes = (row: Fields): Fields =>
  Object.fromEntries(
    Object.entries(row).map(([name, value]) =>
      name.endsWith('_time') && typeof value === 'string' ? [name, value.replace(/^0/, '')] : [name, value],
    ),
  )
