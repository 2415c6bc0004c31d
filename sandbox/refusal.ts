/** An error as the API words it: a status, and a body with `status: "error"`, `message` and `error_code`. */
export interface Refusal {
  readonly status: number
  readonly body: { readonly status: 'error'; readonly message: string; readonly error_code?: string }
}

export const refusal = (status: number, message: string, code?: string): Refusal => ({
  status,
  body: { status: 'error', message, ...(code === undefined ? {} : { error_code: code }) },
})

/** The published body for a wrong or missing key has no `error_code`. */
export const UNAUTHORIZED = refusal(401, 'Invalid API key or secret.')
export const badParameter = (message: string): Refusal => refusal(400, message, 'BAD_REQUEST')
export const invalidValue = (message: string): Refusal => refusal(422, message, 'VALIDATION_ERROR')
