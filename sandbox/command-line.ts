import { parseArgs } from 'node:util'
import { type AccountOptions, settleAccountOptions } from './account-options.ts'
import { type Behaviour, PAST_ENDS } from './api.ts'
import { DAY_MS, dayOf, MINUTE_MS, toInstantText } from './days.ts'
import { readFaultRule } from './faults.ts'
import { FLAGS } from './flags.ts'
import { LAYOUTS } from './layout.ts'
import type { QuotaOptions } from './quota.ts'
import type { SandboxOptions } from './server.ts'
import type { SandboxSettings } from './settings.ts'
import type { Shape } from './shape.ts'
import { APIS, PLAN_FEATURES } from './v2-1/behaviour.ts'

export interface Command {
  readonly help: boolean
  readonly options: SandboxOptions
  /** The connection's configuration, but for its `base_url`. */
  readonly config: { readonly api_key: string; readonly api_secret: string; readonly start_date: string }
}

/** Reads the command line; `now` (ms) is the end of the default range. Throws an Error that names the option. */
export const readCommandLine = (args: readonly string[], now: number): Command => {
  const { values } = parseArgs({ args: [...args], options: FLAGS })
  const account = accountOf(values, now)
  const credentials = { key: values['api-key'], secret: values['api-secret'] }
  return {
    help: values.help,
    config: {
      api_key: credentials.key,
      api_secret: credentials.secret,
      start_date: dayOf(firstMoment(account), 0),
    },
    options: {
      account,
      host: values.host,
      port: whole('port', values.port),
      seed: whole('seed', values.seed),
      control: values.control,
      compression: values.compress,
      latencyMs: latencyOf(values.latency),
      arrivalsPerMinute: number('arrivals', values.arrivals),
      behaviour: { credentials, ...behaviourOf(values) },
      quota: quotaOf(values),
      faults: values.fault.map(readFaultRule),
    },
  }
}

type Values = ReturnType<typeof parseArgs<{ options: typeof FLAGS }>>['values']

const RANGE_MS = 90 * DAY_MS
const LATE_MS = 6 * 60 * MINUTE_MS

const accountOf = (values: Values, now: number): AccountOptions => ({
  seed: whole('seed', values.seed),
  calls: whole('calls', values.calls),
  from: values.from ?? toInstantText(now - RANGE_MS),
  to: values.to ?? toInstantText(now),
  shape: values.days === undefined ? oneOf('shape', values.shape, SHAPES) : daysOf(values.days),
  agents: whole('agents', values.agents),
  contacts: whole('contacts', values.contacts),
  texts: whole('texts', values.texts),
  salesCalls: whole('sales-calls', values['sales-calls']),
  timeZoneOffsetMinutes: whole('zone', values.zone),
  late: { share: number('late', values.late), upToMs: LATE_MS },
})

const SHAPES = ['steady', 'bursty', 'working-hours'] as const

/** Days given one by one make a range of their own. */
const firstMoment = (account: AccountOptions): number => {
  const days = typeof account.shape === 'object' ? Object.keys(account.shape.days).sort() : []
  return settleAccountOptions({ ...account, from: days[0] ?? account.from ?? '' }).from
}

const daysOf = (text: string): Shape => ({
  days: Object.fromEntries(
    text.split(',').map((part) => [part.split('=')[0], whole('days', part.split('=')[1] ?? '')]),
  ),
})

const behaviourOf = (values: Values): Behaviour => ({
  order: oneOf('order', values.order, ['newest', 'oldest', 'none']),
  countIsPageRows: COUNTS[oneOf('count', values.count, ['total', 'page', 'page+total'])],
  endExcluded: values['end-excluded'],
  refusesSingleDays: values['refuse-single-days'],
  listsTwice: values['list-twice'],
  hides: values.hide === undefined ? undefined : HIDES[oneOf('hide', values.hide, ['pages', 'list'])],
  miscountsPages:
    values['count-pages'] === undefined
      ? undefined
      : oneOf('count-pages', values['count-pages'], ['fewer', 'more']),
  reorders: values.reorder,
  pastEnd: oneOf('past-end', values['past-end'], PAST_ENDS),
  nullsNothing: values['null-nothing'],
  signedLinks: values['signed-links'],
  shuffleKeys: values['shuffle-keys'],
  layout: oneOf('layout', values.layout, LAYOUTS),
  ...v21BehaviourOf(values),
  ...optional('pageCap', values['page-cap']),
  ...optional('maxRangeDays', values['max-range-days']),
  ...optional('maxAgeDays', values['max-age-days']),
  ...optional('maxResults', values['max-results']),
})

const v21BehaviourOf = (values: Values): Behaviour => ({
  api: oneOf('api', values.api, APIS),
  firstPage: oneOf('first-page', values['first-page'], ['0', '1']) === '1' ? 1 : 0,
  zeroIsFirst: values['zero-is-first'],
  totalCount: !values['no-total-count'],
  totalCountEverywhere: values['total-count-everywhere'],
  planWithout: (values['plan-without']?.split(',') ?? []).map((word) =>
    oneOf('plan-without', word, PLAN_FEATURES),
  ),
  linkAtEnd: LINKS[oneOf('link-at-end', values['link-at-end'], ['empty', 'null', 'absent', 'always'])],
  emptyLinks: values['empty-links'],
  bareLinks: values['bare-links'],
  ...(values['link-host'] === undefined ? {} : { linkHost: values['link-host'] }),
  missing: MISSINGS[oneOf('missing', values.missing, ['null', 'empty', 'absent'])],
  unpaddedHours: values['unpadded-hours'],
  capitalTypes: values['capital-types'],
  unknownParameters: values['refuse-unknown'] ? 'refused' : 'ignored',
  ignoresFilters: values['ignore-filters'],
  refusesLargePages: values['refuse-large-pages'],
  refusesLowerCaseOrder: values['refuse-lower-case-order'],
  shortPages: values['short-pages'],
  wrongCurrentPage: values['wrong-current-page'],
  clampEcho: values['clamp-echo'],
  refusesAiData: values['refuse-ai-data'],
  wholeToDay: values['whole-to-day'],
  ...optional('slowRanges', values['slow-ranges']),
})

const LINKS = { empty: '', null: null, absent: 'absent', always: 'always' } as const

const MISSINGS = { null: null, empty: '', absent: 'absent' } as const

const COUNTS = { total: false, page: true, 'page+total': 'and-total' } as const

const HIDES = { pages: 'from-pages', list: 'from-list' } as const

const quotaOf = (values: Values): QuotaOptions | null => {
  const { quota, hourly, concurrent, 'quota-headers': headers, 'retry-after': retryAfter } = values
  if (quota === undefined && hourly === undefined && concurrent === undefined) return null
  return {
    requestsPerWindow: quota === undefined ? Number.POSITIVE_INFINITY : whole('quota', quota),
    ...optional('hourly', hourly),
    ...optional('concurrent', concurrent),
    kind: oneOf('quota-window', values['quota-window'], ['rolling', 'fixed']),
    ...(headers === undefined
      ? {}
      : { headers: oneOf('quota-headers', headers, ['ratelimit', 'rate-limit', 'none']) }),
    ...(retryAfter === undefined
      ? {}
      : { retryAfter: oneOf('retry-after', retryAfter, ['seconds', 'date', 'none']) }),
    clockSkewMs: whole('clock-skew-ms', values['clock-skew-ms']),
  }
}

const latencyOf = (text: string): SandboxSettings['latencyMs'] => {
  const [low = '', high = low] = text.split('-')
  return [number('latency', low), number('latency', high)]
}

const optional = <K extends string>(name: K, text: string | undefined): Partial<Record<K, number>> => {
  const found: Partial<Record<K, number>> = {}
  if (text !== undefined) found[name] = whole(name, text)
  return found
}

const number = (name: string, text: string): number => {
  const value = Number(text)
  if (text.trim() !== '' && Number.isFinite(value)) return value
  throw new RangeError(`--${name} must be a number, got ${text}`)
}

const whole = (name: string, text: string): number => {
  if (Number.isInteger(number(name, text))) return Number(text)
  throw new RangeError(`--${name} must be a whole number, got ${text}`)
}

const oneOf = <const T extends string>(name: string, text: string, choices: readonly T[]): T => {
  const choice = choices.find((known) => known === text)
  if (choice !== undefined) return choice
  throw new RangeError(`--${name} must be one of ${choices.join(', ')}, got ${text}`)
}
