import { readFile } from 'node:fs/promises'
import type { Account } from '../sandbox/account.ts'
import type { Api } from '../sandbox/v2-1/behaviour.ts'
import { toCallObject } from '../sandbox/v2-1/call-object.ts'
import type { Row } from './differences.ts'

/** What differs between the versions of the API, for who loads their calls and asks about them. */
export interface Version {
  readonly api: Api
  readonly key: string
  /** The schema of the table `calls`. Where it is not the database's own, a view stands there. */
  readonly schema: string
  /** The calls that the account lists at `now` (ms), as this version shows them. */
  listed(account: Account, now: number): readonly Row[]
  /** The streams that are loaded beside the calls, and what the account lists of them. */
  readonly lookups: readonly Lookup[]
  /** The statements that make the view `calls`, with the columns of v2; none if the table has them. */
  view(): Promise<string | undefined>
  /** What agents write after a call, as far as it is shown. */
  readonly written: string
}

export interface Lookup {
  readonly stream: string
  listed(account: Account, now: number): readonly Row[]
}

export const versionOf = (api: Api): Version => VERSIONS[api]

const VERSIONS: Readonly<Record<Api, Version>> = {
  v2: {
    api: 'v2',
    key: 'call_id',
    schema: 'main',
    listed: (account, now) => account.visible(now),
    lookups: [],
    view: async () => undefined,
    written: 'notes, a disposition and tags',
  },
  'v2.1': {
    api: 'v2.1',
    key: 'id',
    schema: 'justcall_v2_1',
    listed: (account, now) =>
      account.visible(now).map((call) => {
        const id = account.logIdOf(call.call_id) ?? 0
        const offsetMinutes = account.timeZoneOffsetMinutes
        return toCallObject(call, { id, offsetMinutes, aiData: false, queueData: false }, {})
      }),
    lookups: [{ stream: 'users', listed: (account, now) => account.lists.users.visible(now) }],
    async view() {
      const example = await readFile(new URL('../examples/sql/views/v2.1.sql', import.meta.url), 'utf8')
      return `${example}\n${AS_THE_TABLE_OF_V2}`
    },
    written: 'notes and a disposition',
  },
}

/** The example's timestamps have no zone, as PyAirbyte makes them. Agents have the names that they have today. */
const AS_THE_TABLE_OF_V2 = `
  create view main.calls as
  select calls.* replace (
    timezone('UTC', started_at) as started_at,
    timezone('UTC', ended_at) as ended_at,
    coalesce(users.name, agent_name) as agent_name
  )
  from justcall.calls left join justcall_v2_1.users on users.id = calls.agent_id;`
