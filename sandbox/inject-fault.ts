import { textWithAnomalies } from './anomalies.ts'
import type { ApiResponse } from './api.ts'
import type { Fault } from './faults.ts'
import { type Layout, layOut } from './layout.ts'
import { type Refusal, refusal } from './refusal.ts'
import type { Api } from './v2-1/behaviour.ts'
import { wordedFor } from './v2-1/failure.ts'

/** What is sent, and how: a body as text, and whether it gets through. */
export interface OutgoingResponse {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly text: string
  readonly transport: Transport
}

export type Transport =
  | { readonly kind: 'whole' | 'cut' | 'reset' | 'hang' }
  | {
      readonly kind: 'slow'
      readonly chunkBytes: number
      readonly everyMs: number
      readonly stallAfterBytes: number
    }
  | { readonly kind: 'flood'; readonly bytes: number }

/** The response as it is sent under a fault. `authorization` is the header that `echo-secret` repeats. */
export const injectFault = (
  response: ApiResponse,
  fault: Fault | undefined,
  authorization: string,
  layout: Layout = 'compact',
  api: Api = 'v2',
): OutgoingResponse => {
  const whole = { ...response, text: '', transport: WHOLE }
  const asIs = (): OutgoingResponse => ({ ...whole, text: layOut(JSON.stringify(response.body), layout) })
  if (!fault) return asIs()
  switch (fault.kind) {
    case 'status':
      return statusOf(response, fault, api)
    case 'empty-object':
      return { ...whole, status: 200, text: '{}' }
    case 'status-error':
      return { ...whole, status: 200, text: errorText(api, refusal(200, 'Something went wrong.')) }
    case 'not-json':
      return { ...whole, status: 200, headers: { ...response.headers, ...HTML }, text: PAGE }
    case 'truncated-json':
      return { ...whole, text: JSON.stringify(response.body).slice(0, -40) }
    case 'wrong-page': {
      const key = api === 'v2.1' ? 'current_page' : 'page'
      const page = response.body[key]
      return typeof page === 'number'
        ? { ...whole, text: JSON.stringify({ ...response.body, [key]: page + 1 }) }
        : asIs()
    }
    case 'cut-body':
      return { ...asIs(), transport: { kind: 'cut' } }
    case 'reset':
    case 'hang':
      return { ...whole, transport: { kind: fault.kind } }
    case 'slow-body': {
      const { chunkBytes = 512, everyMs = 20, stallAfterBytes = Number.POSITIVE_INFINITY } = fault
      return { ...asIs(), transport: { kind: 'slow', chunkBytes, everyMs, stallAfterBytes } }
    }
    case 'redirect': {
      const location = fault.location ?? 'https://elsewhere.invalid/v2/calls'
      return { ...whole, status: 302, headers: { ...response.headers, location }, text: '' }
    }
    case 'huge':
      return { ...whole, status: 200, transport: { kind: 'flood', bytes: (fault.mebibytes ?? 64) * 2 ** 20 } }
    case 'echo-secret':
      return echo(response, fault.status ?? 500, authorization, api)
    case 'anomalies':
      return { ...whole, text: textWithAnomalies(response.body, fault.names, fault.every ?? false) }
  }
}

const WHOLE: Transport = { kind: 'whole' }
const HTML = { 'content-type': 'text/html; charset=utf-8' }
const PAGE =
  '<!DOCTYPE html><html><head><title>Bad Gateway</title></head><body><h1>502 Bad Gateway</h1></body></html>'

const errorText = (api: Api, error: Refusal): string => JSON.stringify(wordedFor(api, error).body)

const statusOf = (
  response: ApiResponse,
  { status, html = false, retryAfter }: Extract<Fault, { kind: 'status' }>,
  api: Api,
): OutgoingResponse => {
  const after = retryAfter ?? (status === 429 ? '1' : undefined)
  const [message, code] = MESSAGES[status] ?? ['Unexpected error.', 'ERROR']
  return {
    status,
    headers: {
      ...response.headers,
      ...(html ? HTML : {}),
      ...(after === undefined ? {} : { 'retry-after': after }),
    },
    text: html ? PAGE : errorText(api, refusal(status, message.replace('{after}', after ?? ''), code)),
    transport: WHOLE,
  }
}

const MESSAGES: Readonly<Record<number, readonly [message: string, code?: string]>> = {
  400: ['A parameter is not valid.', 'BAD_REQUEST'],
  401: ['Invalid API key or secret.'],
  403: ['Your plan does not include this feature.', 'FORBIDDEN'],
  404: ['No such resource.', 'NOT_FOUND'],
  408: ['The request took too long.', 'REQUEST_TIMEOUT'],
  422: ['A value is not valid.', 'VALIDATION_ERROR'],
  425: ['Too early.', 'TOO_EARLY'],
  429: ['Rate limit exceeded. Retry after {after} seconds.', 'RATE_LIMIT_EXCEEDED'],
  500: ['Internal server error.', 'INTERNAL_ERROR'],
  502: ['Bad gateway.', 'BAD_GATEWAY'],
  503: ['Down for maintenance.', 'SERVICE_UNAVAILABLE'],
  504: ['Gateway time-out.', 'GATEWAY_TIMEOUT'],
}

/** Every form in which a careless server or proxy has been seen to repeat a credential. */
const echo = (response: ApiResponse, status: number, authorization: string, api: Api): OutgoingResponse => {
  const secret = authorization.slice(authorization.indexOf(':') + 1)
  const base64 = (text: string) => Buffer.from(text).toString('base64')
  const forms = {
    plain: authorization,
    secret,
    base64: base64(authorization),
    base64url: Buffer.from(authorization).toString('base64url'),
    base64_secret: base64(secret),
    url: encodeURIComponent(authorization),
    hex: Buffer.from(authorization).toString('hex'),
  }
  return {
    status,
    headers: { ...response.headers, 'x-debug-authorization': authorization, 'x-debug-basic': forms.base64 },
    text: JSON.stringify({
      ...wordedFor(api, refusal(status, `Cannot serve ${authorization}.`, 'INTERNAL_ERROR')).body,
      debug: forms,
    }),
    transport: WHOLE,
  }
}
