import type { parseArgs } from 'node:util'
import { DEFAULT_CREDENTIALS } from './api.ts'

export const USAGE = `Serves a fake of the JustCall call-logs API, with faults and unusual behaviour on request.

  npm run sandbox -- [options]

Account
  --calls N               how many calls (5000)
  --from, --to DAY        between which days or instants they lie (the last 90 days)
  --shape NAME            steady, bursty or working-hours (working-hours)
  --days DAY=N,DAY=N      so many calls on each of these days, and no others
  --zone MINUTES          the account's zone, east of UTC, -720 to 840 (0)
  --agents N              how many agents (12)
  --contacts, --texts, --sales-calls N
                          how many contacts, texts and sales dialer calls v2.1 lists (300, 500, 200)
  --seed N                another seed, another account (1)
  --late SHARE            that share of the calls is listed up to six hours late (0)
  --arrivals N            calls that begin each minute while it runs (0); with v2.1 each with a text

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
  --list-twice            some calls or rows are listed twice, and counted so
  --hide pages|list       some calls or rows are counted and not shown, each missing on its page or in the whole list
  --signed-links          links to recordings change at each read
  --shuffle-keys          keys of calls change places at each read
  --layout NAME           how answers are written: compact, spaced, lines or escaped (compact)

Version v2.1
  --api v2|v2.1           which version of the API answers (v2); with v2.1 on /v2.1/calls and on /v2/calls, and on
                          /v2.1/texts, users, contacts, phone-numbers, user_groups, calls_ai, sales_dialer/calls and
                          sales_dialer/campaigns
  --plan-without LIST     the plan lacks these features, and their endpoints answer 403: sales_dialer,ai; with ai_review
                          calls_ai answers transcripts alone
  --first-page 0|1        the number of the first page (0)
  --zero-is-first         with --first-page 1, page 0 is the first page too, not an error
  --no-total-count        the envelope has no total_count
  --total-count-everywhere  texts have total_count, not total_texts, and contacts have it too
  --link-at-end NAME      the link where there is no further page: empty, null, absent, or always a link (empty)
  --empty-links           links are empty although more pages follow
  --bare-links            links carry only page and per_page
  --link-host HOST        links point to another host or origin
  --missing NAME          how missing values are shown: null, empty or absent (null)
  --unpadded-hours        times such as 8:25:43
  --capital-types         call types begin with a capital letter
  --refuse-unknown        unknown parameters are refused; they are ignored otherwise
  --ignore-filters        all filters but ranges and across_team are ignored
  --refuse-large-pages    a per_page above the endpoint's maximum is refused; it counts as the maximum otherwise
  --refuse-lower-case-order  phone-numbers refuses an order in small letters; it takes them otherwise
  --short-pages           each second page has one row less than asked for; the row comes on the next page
  --wrong-current-page    current_page is one too many
  --clamp-echo            with --past-end clamp, the last page is shown under the number asked for
  --refuse-ai-data        requests for AI or queue data are refused with 403
  --whole-to-day          a to_datetime without a time includes its whole day
  --slow-ranges N         ranges of more than N days answer 504
  --max-range-days is 90 unless given. --order oldest or none overrules the order that a request asks for.

Quota
  --quota N               requests a minute      --hourly N    an hour      --concurrent N   at once
  --quota-window KIND     rolling or fixed (rolling)
  --quota-headers NAME    ratelimit, rate-limit or none (ratelimit; rate-limit with v2.1)
  --retry-after NAME      seconds, date or none (seconds; none with v2.1)
  --clock-skew-ms N       how far the server's clock is ahead (0)

Faults
  --fault RULE            may be repeated: 503, hang, html, anomaly:started-null ... with conditions after @, such as
                          503@request=3   reset@every=7,times=2   429@probability=0.1   cut-body@page=2   403@path=texts
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
  contacts: { type: 'string', default: '300' },
  texts: { type: 'string', default: '500' },
  'sales-calls': { type: 'string', default: '200' },
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
  api: { type: 'string', default: 'v2' },
  'first-page': { type: 'string', default: '0' },
  'zero-is-first': { type: 'boolean', default: false },
  'no-total-count': { type: 'boolean', default: false },
  'total-count-everywhere': { type: 'boolean', default: false },
  'plan-without': { type: 'string' },
  'link-at-end': { type: 'string', default: 'empty' },
  'empty-links': { type: 'boolean', default: false },
  'bare-links': { type: 'boolean', default: false },
  'link-host': { type: 'string' },
  missing: { type: 'string', default: 'null' },
  'unpadded-hours': { type: 'boolean', default: false },
  'capital-types': { type: 'boolean', default: false },
  'refuse-unknown': { type: 'boolean', default: false },
  'ignore-filters': { type: 'boolean', default: false },
  'refuse-large-pages': { type: 'boolean', default: false },
  'refuse-lower-case-order': { type: 'boolean', default: false },
  'short-pages': { type: 'boolean', default: false },
  'wrong-current-page': { type: 'boolean', default: false },
  'clamp-echo': { type: 'boolean', default: false },
  'refuse-ai-data': { type: 'boolean', default: false },
  'whole-to-day': { type: 'boolean', default: false },
  'slow-ranges': { type: 'string' },
  quota: { type: 'string' },
  hourly: { type: 'string' },
  concurrent: { type: 'string' },
  'quota-window': { type: 'string', default: 'rolling' },
  'quota-headers': { type: 'string' },
  'retry-after': { type: 'string' },
  'clock-skew-ms': { type: 'string', default: '0' },
  fault: { type: 'string', multiple: true, default: [] },
} as const satisfies NonNullable<Parameters<typeof parseArgs>[0]>['options']
