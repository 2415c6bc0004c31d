import { shapeOf } from './anonymous.ts'
import { type Answer, type Fields, idOf } from './answer.ts'
import { daysOf, sameRows } from './compare.ts'
import type { ProbeConfig } from './config.ts'
import { createReport } from './report.ts'
import { createSender, type ProbeClock, QuotaUsedUp } from './send.ts'

type Query = Readonly<Record<string, string>>

/** Asks the questions, and gives the report as Markdown. @param progress is called before each request. */
export async function probe(
  config: ProbeConfig,
  clock: ProbeClock,
  progress: (text: string) => void,
): Promise<string> {
  const sender = createSender(config, clock)
  const report = createReport()
  const seen = new Map<string, Fields>()

  const ask = async (title: string, path: string, query: Query, scheme: 'raw' | 'basic' = 'raw') => {
    progress(title)
    const answers = await sender.get(path, query, scheme)
    for (const answer of answers) {
      report.answer(title, answer)
      for (const row of answer.rows) seen.set(idOf(row), row)
    }
    return answers.at(-1)
  }

  /** The pages of one call each, by which the numbering shows. */
  const firstPages = async (path: string, required: Query = {}) => {
    const one = { ...required, per_page: '1' }
    const title = [path, ...Object.keys(required)].join(' with ')
    const absent = await ask(`${title}, no page`, path, one)
    if (absent?.status !== 200) return absent
    const zero = await ask(`${title}, page=0`, path, { ...one, page: '0' })
    const first = await ask(`${title}, page=1`, path, { ...one, page: '1' })
    report.finding('without a page and page=0', sameRows(absent, zero))
    report.finding('without a page and page=1', sameRows(absent, first))
    return absent
  }

  const ago = (days: number) => new Date(clock.now() - days * DAY_MS).toISOString().slice(0, 10)
  try {
    const current = await firstPages('/v2.1/calls')
    if (current?.status !== 401) {
      const older = await firstPages('/v2/calls')
      report.finding('/v2/calls and /v2.1/calls, first page', sameRows(current, older))
      if (current?.status === 200) await askRest('/v2.1/calls', current, {})
      else if (older?.status === 200) await askRest('/v2/calls', older, {})
      else {
        // The contract of v2 wants a start.
        const required = { start_date: ago(80) }
        const started = await firstPages('/v2/calls', required)
        if (started?.status === 200) await askRest('/v2/calls', started, required)
      }
    }
  } catch (error) {
    if (!(error instanceof QuotaUsedUp)) throw error
    report.finding('stopped', error.message)
  }
  report.rows('All rows', shapeOf([...seen.values()]))
  return report.text()

  async function askRest(path: string, first: Answer, required: Query): Promise<void> {
    const newest = first.rows[0]
    const isV2 = 'start_date' in required || (newest !== undefined && 'call_id' in newest)
    const range = (from: string, to: string): Query =>
      isV2
        ? { start_date: from, end_date: to }
        : { from_datetime: `${from} 00:00:00`, to_datetime: `${to} 23:59:59` }
    const one = { ...required, per_page: '1' }

    const extra = { ...(isV2 ? {} : { start_date: '2000-01-01' }), foo: 'bar' }
    const unknown = await ask(`unknown parameters: ${Object.keys(extra).join(' and ')}`, path, {
      ...one,
      ...extra,
    })
    report.finding('with and without unknown parameters', sameRows(first, unknown))

    const day = dayOf(newest) ?? ago(1)
    const full = { per_page: '100' }
    const whole = await ask('the day of the newest call, to 23:59:59', path, { ...full, ...range(day, day) })
    if (!isV2) report.findings(daysOf(whole?.rows ?? [], day))
    if (!isV2) {
      const bare = await ask('the same day, to_datetime a bare day', path, {
        ...full,
        ...range(day, day),
        to_datetime: day,
      })
      report.finding('to a bare day and to 23:59:59', sameRows(whole, bare))
    }

    await ask('a range of 91 days up to today', path, { ...one, ...range(ago(91), ago(0)) })
    await ask('a day 100 days ago', path, { ...one, ...range(ago(100), ago(100)) })
    await ask('a day 91 days ago', path, { ...one, ...range(ago(91), ago(91)) })
    await ask('per_page=101', path, { ...required, per_page: '101' })
    const missed = isV2 ? { status: 'missed' } : { call_type: 'INCOMING_MISSED' }
    const row = await ask('a missed call', path, { ...one, ...missed })
    report.rows('The missed call', shapeOf(row?.rows ?? []))
    await ask('page=99999', path, { ...one, page: '99999' })
    await ask('Authorization: Basic', path, one, 'basic')
    if (!isV2) for (const [list, query] of LISTS) await askList(list, query)
  }

  /** One page of a list beside the calls. Its rows are reported by themselves. */
  async function askList(path: string, query: Query): Promise<void> {
    progress(path)
    const answers = await sender.get(path, { ...query, per_page: '20' })
    for (const answer of answers) report.answer(path, answer)
    report.rows(`Rows of ${path}`, shapeOf(answers.at(-1)?.rows ?? []))
  }
}

/** The other lists of v2.1, with what the connector asks them for. */
const LISTS: readonly (readonly [path: string, query: Query])[] = [
  ['/v2.1/texts', { sort: 'id', order: 'asc' }],
  ['/v2.1/users', { order: 'asc' }],
  ['/v2.1/contacts', { across_team: 'true', order: 'asc' }],
  ['/v2.1/phone-numbers', { order: 'ASC' }],
  ['/v2.1/calls_ai', { platform: 'justcall', fetch_transcription: 'true', order: 'asc' }],
  ['/v2.1/sales_dialer/calls', { sort: 'id', order: 'asc' }],
  ['/v2.1/sales_dialer/campaigns', { order: 'asc' }],
  ['/v2.1/user_groups', { order: 'asc' }],
]

const DAY_MS = 86_400_000

const dayOf = (row: Fields | undefined): string | undefined => {
  const text = row?.['call_user_date'] ?? row?.['started_at']
  const day = typeof text === 'string' ? text.slice(0, 10) : ''
  return /^\d{4}-\d\d-\d\d$/.test(day) ? day : undefined
}
