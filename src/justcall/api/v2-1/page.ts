import { parseEnvelope, rowsOf, wholeNumber } from '../envelope.ts'
import { NotAPage } from '../list-api.ts'
import { expectVersion } from '../version.ts'

/** A page as v2.1 answers it. */
export interface Page {
  readonly rows: readonly unknown[]
  /** By the API's own counting, from 0 or from 1; undefined if the answer does not say it. */
  readonly page: number | undefined
  /** The number of the page that follows, by its link, from 1; undefined if there is no link, or no number in it. */
  readonly nextPage: number | undefined
  readonly hasNext: boolean
  /** The answer has a link, empty or not: an empty one says that no page follows. */
  readonly hasLink: boolean
  /** How many rows a page has, as the API says it. */
  readonly pageSize: number | undefined
  /** How many rows there are in all, if the API counts them: `count` is the rows of the page. */
  readonly total: number | undefined
}

/** @throws NotAPage if the body is no page of calls; ConfigError if it is one of API v2. */
export function parsePage(body: string): Page {
  const answer = parseEnvelope(body)
  expectVersion(answer, 'v2.1')
  const {
    count,
    total_count: counted,
    total_texts: countedTexts,
    current_page: page,
    next_page_link: link,
    per_page: perPage,
  } = answer
  const totalCount = counted ?? countedTexts
  const rows = rowsOf(answer, wholeNumber(totalCount ?? count) === 0)
  const isPage = wholeNumber(page) !== undefined || wholeNumber(count) !== undefined || link !== undefined
  if (!isPage) throw new NotAPage('the answer has neither "current_page" nor "count"')
  const total = wholeNumber(totalCount)
  return {
    rows,
    page: wholeNumber(page),
    nextPage: pageInLink(link),
    hasLink: link !== undefined,
    hasNext: typeof link === 'string' && link !== '',
    pageSize: wholeNumber(perPage),
    total: total !== undefined && total >= rows.length ? total : undefined,
  }
}

/** Of a link only the number is used: it may lead to another host, and does not carry all filters. */
function pageInLink(link: unknown): number | undefined {
  if (typeof link !== 'string' || link === '') return undefined
  const page = URL.parse(link, 'https://api.justcall.io')?.searchParams.get('page')
  const number = wholeNumber(page)
  return number === 0 ? undefined : number
}
