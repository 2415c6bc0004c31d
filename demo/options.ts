import { parseArgs } from 'node:util'
import { APIS, type Api } from '../sandbox/v2-1/behaviour.ts'

export interface Options {
  readonly api: Api
  /** Write the report as a web page. */
  readonly html: boolean
  /** Draw the picture of the README, which is of a fixed moment. */
  readonly svg: boolean
}

/** @throws Error for an argument that is not `--api v2`, `--api v2.1`, `--html` or `--svg`. */
export const readOptions = (args: readonly string[]): Options => {
  const { values } = parseArgs({
    args: [...args],
    options: {
      api: { type: 'string', default: 'v2' },
      html: { type: 'boolean', default: false },
      svg: { type: 'boolean', default: false },
    },
  })
  const api = APIS.find((name) => name === values.api)
  if (!api) throw new Error(`--api takes ${APIS.join(' or ')}, not ${JSON.stringify(values.api)}`)
  return { ...values, api }
}
