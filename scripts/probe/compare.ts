import { kindOf, nameOf, wordsOf } from './anonymous.ts'
import { type Answer, type Fields, idOf } from './answer.ts'

/** Whether two pages have the same calls, found out here and said in a word. */
export function sameRows(one: Answer | undefined, other: Answer | undefined): string {
  if (!one?.rows.length || !other?.rows.length) return 'cannot be compared: a list is empty'
  const [ids, others] = [one, other].map(({ rows }) => rows.map(idOf))
  if (JSON.stringify(ids) === JSON.stringify(others)) return 'the same calls'
  const seen = new Set(ids)
  return others?.some((id) => seen.has(id)) ? 'some of the same calls' : 'other calls'
}

/** The envelope: small numbers as they are, the total only beside the page's. */
export function envelopeOf({ body = {}, rows }: Answer): string[] {
  return Object.entries(body).map(([name, value]) => {
    if (name === 'data') return `data: ${Array.isArray(value) ? `${rows.length} rows` : kindOf(name, value)}`
    if (LINKS.has(name)) return `${name}: ${linkOf(value)}`
    if (TOTALS.has(name)) return `${name}: ${totalOf(value, rows.length)}`
    if (MESSAGES.has(name)) return `words of ${name}: ${wordsOf(value)}`
    if (SMALL.has(name) && isSmall(value)) return `${name}: ${value}`
    return KINDS.has(name) ? `${name}: ${kindOf(name, value)}` : nameOf(name)
  })
}

const LINKS = new Set(['next_page_link', 'prev_page_link'])
/** In v2 `count` is the total. */
const TOTALS = new Set(['total_count', 'total_texts', 'count', 'total_pages'])
const SMALL = new Set(['current_page', 'page', 'per_page'])
const MESSAGES = new Set(['message', 'error', 'errors', 'error_code', 'code'])
const KINDS = new Set(['status', ...SMALL])

const isSmall = (value: unknown) => typeof value === 'number' && value >= 0 && value <= 101

const totalOf = (value: unknown, rows: number): string => {
  if (typeof value !== 'number') return kindOf('', value)
  return value === rows ? 'as many as rows' : value > rows ? 'more than rows' : 'less than rows'
}

/** Names of the parameters, and the number of the page. */
function linkOf(link: unknown): string {
  if (typeof link !== 'string' || link === '') return kindOf('', link)
  const query = URL.parse(link, 'https://api.justcall.io')?.searchParams
  if (!query) return 'a text that is no address'
  const page = query.get('page') ?? ''
  return `an address with ${[...query.keys()].map(nameOf).join(', ')}; page is ${/^\d{1,2}$/.test(page) ? page : 'another text'}`
}

/** How the user's days and the range lie to each other; zones are counted, not named. */
export function daysOf(rows: readonly Fields[], day: string): string[] {
  const of = (name: string) => rows.filter((row) => row[name] === day).length
  const offsets = new Set(rows.map(offsetOf).filter((offset) => Number.isFinite(offset)))
  return [
    `rows whose user's day is the requested day: ${of('call_user_date')} of ${rows.length}; whose UTC day is: ${of('call_date')}`,
    `different offsets from UTC among the rows: ${offsets.size}`,
  ]
}

/** Minutes; NaN if the row does not say it. */
function offsetOf(row: Fields): number {
  const at = (date: unknown, time: unknown) => Date.parse(`${date}T${String(time).padStart(8, '0')}Z`)
  return (at(row['call_user_date'], row['call_user_time']) - at(row['call_date'], row['call_time'])) / 60_000
}
