import { TransientError } from '../airbyte/protocol/errors.ts'
import { counted } from '../airbyte/source/wording.ts'
import type { Failure } from './api/retry.ts'

const safe = 'What was read before is safe; the next sync goes on from there.'

/** A page failed again and again for longer than a read waits. */
export class PageFailed extends TransientError {
  readonly failure: Failure

  /** @param since Unix milliseconds of the first failure. */
  constructor(failure: Failure, failures: number, since: number, where: string) {
    const times = failures === 1 ? 'once' : `${failures} times`
    super(
      `The API could not be read: ${failure.text}. It failed ${times} since ${new Date(since).toISOString()} (${where}). ${safe}`,
    )
    this.failure = failure
  }
}

/** The quota is used up, and is renewed later than a read waits, or not at all. */
export class QuotaSpent extends TransientError {
  readonly until: number | undefined

  /** @param until when it is renewed, in Unix milliseconds, if that is known. */
  constructor(until: number | undefined, mostWait: number, own: string) {
    const renewal = until === undefined ? '' : ` until ${new Date(until).toISOString()}`
    super(
      `The API's quota is used up${renewal}${own === '' ? '' : ` ("${own}")`}, for longer than this read waits (${counted(Math.round(mostWait / 60_000), 'minute')}). ${safe} A larger max_wait_minutes waits longer; fewer users of the API, or a larger plan, leave more quota.`,
    )
    this.until = until
  }
}
