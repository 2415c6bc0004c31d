import type { parseArgs } from 'node:util'
import { DEFAULT_CREDENTIALS } from './api.ts'

export const USAGE = `Serves the JustCall call-logs API from a made-up account, and misbehaves on request.

  npm run sandbox -- [options]

Account
  --calls N               how many calls (5000)
  --from, --to DAY        between which days or instants they lie (the last 90 days)
  --shape NAME            steady, bursty or working-hours (working-hours)
  --days DAY=N,DAY=N      so many calls on each of these days, and no others
  --zone MINUTES          the account's zone, east of UTC, -720 to 840 (0)
  --agents N              how many agents (12)
  --seed N                another seed, another account (1)
  --late SHARE            that share of the calls is listed up to six hours late (0)
  --arrivals N            calls that begin each minute while it runs (0)

Server
  --host, --port          where to listen (127.0.0.1, any free port)
  --api-key, --api-secret
  --latency MS[-MS]       before each answer (0)
  --compress              compress bodies if the request accepts it
  --control               let other processes drive it at /_sandbox

Behaviour
  --order NAME            newest, oldest or none (newest)
  --page-cap N            never more rows a page
  --count page|page+total count is the rows of the page, with total_count or without
  --reorder               calls come in another order at each request
  --count-pages fewer|more  total_pages is one too few, or two too many
  --past-end NAME         what a page past the end answers: empty, 404, 400 or clamp, the last page again (empty)
  --null-nothing          an empty list is null
  --max-range-days N      --max-age-days N      --max-results N
  --end-excluded          end_date is not itself in the range
  --refuse-single-days    a range that ends on the day on which it starts is refused
  --list-twice            some calls are listed twice, and counted so
  --hide pages|list       some calls are counted and not shown, each missing on its page or in the whole list
  --signed-links          links to recordings change at each read
  --shuffle-keys          keys of calls change places at each read
  --layout NAME           how answers are written: compact, spaced, lines or escaped (compact)

Quota
  --quota N               requests a minute      --hourly N    an hour      --concurrent N   at once
  --quota-window KIND     rolling or fixed (rolling)
  --quota-headers NAME    ratelimit, rate-limit or none (ratelimit)
  --retry-after NAME      seconds, date or none (seconds)
  --clock-skew-ms N       how far the server's clock is ahead (0)

Faults
  --fault RULE            may be repeated: 503, hang, html, odd:started-null ... with conditions after @, such as
                          503@request=3   reset@every=7,times=2   429@probability=0.1   cut-body@page=2
`

/** For `parseArgs` of node:util; `USAGE` says what each means. */
export const FLAGS = {
  help: { type: 'boolean', short: 'h', default: false },
  calls: { type: 'string', default: '5000' },
  from: { type: 'string' },
  to: { type: 'string' },
  days: { type: 'string' },
  shape: { type: 'string', default: 'working-hours' },
  zone: { type: 'string', default: '0' },
  agents: { type: 'string', default: '12' },
  seed: { type: 'string', default: '1' },
  late: { type: 'string', default: '0' },
  arrivals: { type: 'string', default: '0' },
  host: { type: 'string', default: '127.0.0.1' },
  port: { type: 'string', default: '0' },
  'api-key': { type: 'string', default: DEFAULT_CREDENTIALS.key },
  'api-secret': { type: 'string', default: DEFAULT_CREDENTIALS.secret },
  latency: { type: 'string', default: '0' },
  compress: { type: 'boolean', default: false },
  control: { type: 'boolean', default: false },
  order: { type: 'string', default: 'newest' },
  'page-cap': { type: 'string' },
  count: { type: 'string', default: 'total' },
  'max-range-days': { type: 'string' },
  'max-age-days': { type: 'string' },
  'max-results': { type: 'string' },
  'end-excluded': { type: 'boolean', default: false },
  'refuse-single-days': { type: 'boolean', default: false },
  'list-twice': { type: 'boolean', default: false },
  hide: { type: 'string' },
  'count-pages': { type: 'string' },
  reorder: { type: 'boolean', default: false },
  'past-end': { type: 'string', default: 'empty' },
  'null-nothing': { type: 'boolean', default: false },
  'signed-links': { type: 'boolean', default: false },
  'shuffle-keys': { type: 'boolean', default: false },
  layout: { type: 'string', default: 'compact' },
  quota: { type: 'string' },
  hourly: { type: 'string' },
  concurrent: { type: 'string' },
  'quota-window': { type: 'string', default: 'rolling' },
  'quota-headers': { type: 'string', default: 'ratelimit' },
  'retry-after': { type: 'string', default: 'seconds' },
  'clock-skew-ms': { type: 'string', default: '0' },
  fault: { type: 'string', multiple: true, default: [] },
} as const satisfies NonNullable<Parameters<typeof parseArgs>[0]>['options']
