import type { Account } from '../account.ts'
import { type ApiResponse, type Behaviour, handle } from '../api.ts'
import type { Fields } from '../row-list.ts'

export const NOW = Date.parse('2026-03-12T12:00:00Z')
const AUTHORIZATION = 'sandbox-key:sandbox-secret-5f2a91'

export type Query = Readonly<Record<string, string | number>>

/** For tests: asks an account for a page, by default of calls. */
export const ask = (
  account: Account,
  query: Query = {},
  behaviour: Behaviour = {},
  {
    path = '/v2.1/calls',
    method = 'GET',
    authorization = AUTHORIZATION,
    host = 'sandbox:80',
    now = NOW,
    serial = 0,
  } = {},
): ApiResponse =>
  handle(
    account,
    {
      method,
      path,
      query: new URLSearchParams(Object.entries(query).map(([name, value]) => [name, String(value)])),
      headers: { authorization, host },
      serial,
    },
    now,
    { api: 'v2.1', ...behaviour },
  )

/** A sales dialer call has a `call_id` and no `id`. */
type Row = Fields & { readonly id: number }

export const rowsIn = ({ body: { data } }: ApiResponse): readonly Row[] =>
  Array.isArray(data) ? data.filter(isRow) : []

const isRow = (value: unknown): value is Row =>
  typeof value === 'object' && value !== null && ('id' in value || 'call_id' in value)

export const idsIn = (response: ApiResponse) => rowsIn(response).map(({ id }) => id)

/** Pages from the first on, until one has no link to a next. */
export const readPages = (
  account: Account,
  query: Query,
  behaviour: Behaviour = {},
  path = '/v2.1/calls',
): readonly (readonly Row[])[] => {
  const pages: (readonly Row[])[] = []
  for (let page = behaviour.firstPage ?? 0; ; page += 1) {
    const response = ask(account, { ...query, page }, behaviour, { path })
    pages.push(rowsIn(response))
    if (!response.body['next_page_link'] || pages.length > 200) return pages
  }
}
