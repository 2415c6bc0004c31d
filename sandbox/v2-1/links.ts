import type { ApiRequest } from '../api.ts'
import type { V21Behaviour } from './behaviour.ts'

export interface Page {
  readonly number: number
  /** 0-based. */
  readonly index: number
  readonly pages: number
  readonly perPage: number
}

/** The member of the envelope that links to the next page (`step` 1) or the one before (`step` -1). */
export const linkOf = (
  name: 'next_page_link' | 'prev_page_link',
  request: ApiRequest,
  { number, index, pages, perPage }: Page,
  step: 1 | -1,
  behaviour: V21Behaviour,
): Readonly<Record<string, string | null>> => {
  const { linkAtEnd = '', emptyLinks = false, bareLinks = false, linkHost } = behaviour
  const hasPage = step === 1 ? index + 1 < pages || linkAtEnd === 'always' : index > 0
  if (hasPage && emptyLinks) return { [name]: '' }
  if (!hasPage) return linkAtEnd === 'absent' ? {} : { [name]: linkAtEnd === 'always' ? '' : linkAtEnd }
  const query = bareLinks
    ? new URLSearchParams({ per_page: String(perPage) })
    : new URLSearchParams(request.query)
  query.set('page', String(number + step))
  return { [name]: `${originOf(linkHost, request)}${request.path}?${query}` }
}

const originOf = (linkHost: string | undefined, { headers }: ApiRequest): string => {
  if (linkHost?.includes('://')) return linkHost
  const host = linkHost ?? headers['host']
  return host === undefined || host === REAL_HOST ? `https://${REAL_HOST}` : `http://${host}`
}

const REAL_HOST = 'api.justcall.io'
