import { ConfigError } from '../../airbyte/protocol/errors.ts'

/**
 * The API refused the request for good. `status` tells the caller whether another request may be allowed:
 * 400 and 422 refuse what was asked, the others who asked.
 */
export class ApiRefusal extends ConfigError {
  readonly status: number

  /**
   * @param text what the API answered, in its own words.
   * @param endpoint the path, if it is the API itself that answered from there.
   */
  constructor(status: number, text: string, where: string, endpoint?: string) {
    super(`${advice(status, endpoint)} (${text}; ${where}).`)
    this.status = status
  }
}

/** Whether the API may have refused a request for its range: 400 and 422 are all that it says of that. */
export const isAboutRange = (error: unknown): error is ApiRefusal =>
  error instanceof ApiRefusal && (error.status === 400 || error.status === 422)

function advice(status: number, endpoint: string | undefined): string {
  switch (status) {
    case 400:
    case 422:
      return 'JustCall does not accept the request: check the filters (number, agent_id, status, direction), and if only recent calls are served, set a later start_date'
    case 401:
      return 'JustCall does not accept the API key or the API secret: copy both anew from Settings, API & Webhooks, and see that the pair was not revoked'
    case 403:
      return "JustCall does not allow this key to read calls: the account's plan must include the API, the key must be an Admin's, and this machine's address must be allowed if the key is restricted to addresses"
    case 404:
      return endpoint === undefined
        ? 'There is no call list at this address: check base_url'
        : `JustCall found nothing at ${endpoint}: either base_url, if it was changed, does not lead to the API, or the account has no calls of these days that the filters (number, agent_id, status, direction) select, or its plan does not include them`
    default:
      return status >= 300 && status < 400
        ? 'The address leads elsewhere, and the key and the secret are not sent on: check base_url'
        : 'JustCall refuses the request'
  }
}
