import type { V21Behaviour } from './behaviour.ts'
import { type Failure, failure } from './failure.ts'

/** What an endpoint takes to page through its list. */
export interface PagingForm {
  readonly perPage: { readonly usual: number; readonly most: number }
  /** The first is the default. Without any, the endpoint has no parameter `sort`. */
  readonly sorts?: readonly string[]
  /** The words for ascending and descending, which is the default. */
  readonly orders?: readonly [ascending: string, descending: string]
  /** The parameter for the last identifier of the page before. */
  readonly lastFetched?: string
}

export interface Paging {
  /** As asked for; undefined is the first page. */
  readonly page: number | undefined
  readonly perPage: number
  readonly sort: string | undefined
  readonly order: 'asc' | 'desc'
  readonly lastFetched: number | undefined
}

/** Reads the parameters of pages. A wrong value is refused with 400. */
export const readPaging = (
  query: URLSearchParams,
  form: PagingForm,
  behaviour: V21Behaviour,
): Paging | Failure => {
  const { perPage, sorts = [], orders = ORDERS, lastFetched = '' } = form
  const wrong =
    ['page', 'per_page', lastFetched].map((name) => findWrongNumber(query, name)).find(Boolean) ??
    findWrongPage(query, form, behaviour) ??
    (sorts.length > 0 ? findWrongWord(query, 'sort', sorts) : undefined) ??
    findWrongWord(query, 'order', ordersTaken(orders, behaviour))
  if (wrong) return wrong
  return {
    page: numberIn(query, 'page'),
    perPage: Math.min(perPage.most, numberIn(query, 'per_page') ?? perPage.usual),
    sort: query.get('sort') ?? sorts[0],
    order: query.get('order')?.toLowerCase() === 'asc' ? 'asc' : 'desc',
    lastFetched: numberIn(query, lastFetched),
  }
}

export const namesOfPaging = ({ sorts, lastFetched }: PagingForm): readonly string[] => [
  'page',
  'per_page',
  'order',
  ...(sorts ? ['sort'] : []),
  ...(lastFetched === undefined ? [] : [lastFetched]),
]

export const findUnknown = (
  query: URLSearchParams,
  known: readonly string[],
  { unknownParameters }: V21Behaviour,
): Failure | undefined => {
  if (unknownParameters !== 'refused') return undefined
  const unknown = [...query.keys()].find((name) => !known.includes(name))
  return unknown === undefined ? undefined : failure(400, `Unknown parameter ${unknown}.`)
}

export const findWrongNumber = (query: URLSearchParams, name: string): Failure | undefined =>
  query.getAll(name).every((text) => /^\d{1,16}$/.test(text))
    ? undefined
    : failure(400, `${name} must be a number.`)

export const findWrongWord = (
  query: URLSearchParams,
  name: string,
  words: readonly string[],
): Failure | undefined =>
  query.getAll(name).every((text) => words.includes(text))
    ? undefined
    : failure(400, `${name} must be one of ${words.join(', ')}.`)

const ORDERS = ['asc', 'desc'] as const

/** An endpoint that wants capitals takes small letters too, unless it refuses them. */
const ordersTaken = (
  orders: readonly string[],
  { refusesLowerCaseOrder }: V21Behaviour,
): readonly string[] => (refusesLowerCaseOrder ? orders : [...new Set([...orders, ...ORDERS])])

const numberIn = (query: URLSearchParams, name: string): number | undefined => {
  const text = query.get(name)
  return text === null ? undefined : Number(text)
}

const findWrongPage = (
  query: URLSearchParams,
  { perPage: { usual, most } }: PagingForm,
  behaviour: V21Behaviour,
): Failure | undefined => {
  const perPage = numberIn(query, 'per_page') ?? usual
  if (perPage < 1) return failure(400, 'per_page must be at least 1.')
  if (perPage > most && behaviour.refusesLargePages) {
    return failure(400, `per_page must be at most ${most}.`)
  }
  return query.get('page') === '0' && behaviour.firstPage === 1 && !behaviour.zeroIsFirst
    ? failure(400, 'page must be at least 1.')
    : undefined
}
