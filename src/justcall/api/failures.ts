import { ConfigError, TransientError } from '../../airbyte/protocol/errors.ts'
import { counted } from '../../airbyte/source/wording.ts'
import type { Failure } from './retry.ts'

/** What a request is for. */
export interface Subject {
  readonly stream: string
  /** What the account's plan must include for it besides the API. */
  readonly feature: string | undefined
}

/**
 * The API refused the request for good. `status` shows whether another request may be allowed:
 * 400 and 422 refuse what was asked, the others who asked.
 */
export class ApiRefusal extends ConfigError {
  readonly status: number

  /**
   * @param text what the API answered, in its own words.
   * @param endpoint the path, if it is the API itself that answered from there.
   */
  constructor(
    status: number,
    text: string,
    where: string,
    endpoint?: string,
    subject: Subject = { stream: 'calls', feature: undefined },
  ) {
    super(`${advice(status, endpoint, subject)} (${text}; ${where}).`)
    this.status = status
  }
}

/** Whether the API may have refused a request for its range: 400 and 422 are all that it says of that. */
export const isAboutRange = (error: unknown): error is ApiRefusal =>
  error instanceof ApiRefusal && (error.status === 400 || error.status === 422)

const whatIsSafe = 'What was read before is safe; the next sync goes on from there.'

/** A page failed again and again for longer than a read waits. */
export class PageFailed extends TransientError {
  readonly failure: Failure

  /** @param since Unix milliseconds of the first failure. */
  constructor(failure: Failure, failures: number, since: number, where: string) {
    super(whatFailed(failure, failures, since, where))
    this.failure = failure
  }
}

/** The same certificate or port was wrong several times: waiting does not correct it. */
export class TlsFailed extends ConfigError {
  readonly failure: Failure

  /** @param since Unix milliseconds of the first failure. */
  constructor(failure: Failure, failures: number, since: number, where: string) {
    super(whatFailed(failure, failures, since, where))
    this.failure = failure
  }
}

function whatFailed({ text }: Failure, failures: number, since: number, where: string): string {
  const times = failures === 1 ? 'once' : `${failures} times`
  return `The API could not be read: ${text}. It failed ${times} since ${new Date(since).toISOString()} (${where}). ${whatIsSafe}`
}

/** The API does not answer a range of several days in time; it may answer a narrower one. */
export class RangeTooSlow extends TransientError {}

/** The quota is used up, and is renewed later than a read waits, or not at all. */
export class QuotaSpent extends TransientError {
  readonly until: number | undefined

  /** @param until when it is renewed, in Unix milliseconds, if that is known. */
  constructor(until: number | undefined, mostWait: number, own: string) {
    const renewal = until === undefined ? '' : ` until ${new Date(until).toISOString()}`
    super(
      `The API's quota is used up${renewal}${own === '' ? '' : ` ("${own}")`}, for longer than this read waits (${counted(Math.round(mostWait / 60_000), 'minute')}). ${whatIsSafe} A larger max_wait_minutes waits longer; fewer users of the API, or a larger plan, leave more quota.`,
    )
    this.until = until
  }
}

function advice(status: number, endpoint: string | undefined, { stream, feature }: Subject): string {
  const isCalls = stream === 'calls'
  switch (status) {
    case 400:
    case 422:
      return isCalls
        ? 'JustCall does not accept the request: check the filters (number, agent_id, status, direction), and if only recent calls are served, set a later start_date'
        : `JustCall does not accept the request for the stream "${stream}"`
    case 401:
      return 'JustCall does not accept the API key or the API secret: copy both again from Settings, API & Webhooks, and see that the pair was not revoked'
    case 403:
      return `JustCall does not allow this key to read ${isCalls ? 'calls' : `the stream "${stream}"`}: the account's plan must include ${feature ?? 'the API'}, the key must be an Admin's, and this machine's address must be allowed if the key is restricted to addresses${isCalls ? '' : '; without it, take the stream out of the connection'}`
    case 404:
      if (endpoint === undefined)
        return `There is no ${isCalls ? 'call list' : `list of ${stream}`} at this address: check base_url`
      return isCalls
        ? `JustCall found nothing at ${endpoint}: either base_url, if it was changed, does not lead to the API, or the account has no calls of these days that the filters (number, agent_id, status, direction) select, or its plan does not include them`
        : `JustCall found nothing at ${endpoint}: either base_url, if it was changed, does not lead to the API, or the account has none of them, or its plan does not include ${feature ?? 'them'}`
    default:
      return status >= 300 && status < 400
        ? 'The address leads elsewhere, and the key and the secret are not sent on: check base_url'
        : 'JustCall refuses the request'
  }
}
