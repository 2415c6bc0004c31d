import { ConfigError } from '../../../airbyte/protocol/errors.ts'
import type { Settings } from '../../config/settings.ts'
import type { Fields } from '../../records/conform.ts'
import type { Client } from '../client.ts'
import { ApiRefusal } from '../failures.ts'
import type { ListApi } from '../list-api.ts'
import { createCallFilter } from './call-filter.ts'
import { createDatedList } from './dated-list.ts'
import type { DatedEndpoint } from './endpoint.ts'

type CallSettings = Pick<Settings, 'filters' | 'perPage' | 'fetchAiData' | 'fetchQueueData'>

/** `call_user_date` and `call_user_time` are the agent's own and change later. */
const endpoint: DatedEndpoint = {
  stream: 'calls',
  noun: 'call',
  path: '/v2.1/calls',
  key: 'id',
  dateFields: { date: 'call_date', time: 'call_time' },
  mostRows: 100,
}

/** The call list of API v2.1. @param fields the schema's, to which each row is brought. */
export function createV21Calls(client: Client, fields: Fields, settings: CallSettings): ListApi {
  const { filters, perPage } = settings
  const filter = createCallFilter(filters)
  const list = createDatedList(client, fields, endpoint, {
    perPage,
    parameters: parametersOf(settings),
    isExcluded: filter.isExcluded,
  })
  return {
    ...list,
    get pageSize() {
      return list.pageSize
    },
    async page(range, number) {
      try {
        return await list.page(range, number)
      } catch (error) {
        throw error instanceof ApiRefusal && error.status === 403 ? withoutFeature(error, settings) : error
      }
    },
    remarks() {
      const { status } = filters
      return status === undefined || filter.hasSeenStatus
        ? []
        : [
            `No call had the status ${JSON.stringify(status)}: if there should be some, check its spelling against call_info.type of calls that are loaded.`,
          ]
    },
  }
}

function parametersOf({ filters, fetchAiData, fetchQueueData }: CallSettings): Record<string, string> {
  const { direction, agent_id: agentId, number } = filters
  return {
    ...(direction === undefined ? {} : { call_direction: direction === 'inbound' ? 'Incoming' : 'Outgoing' }),
    ...(agentId === undefined ? {} : { agent_id: agentId }),
    ...(number === undefined ? {} : { justcall_number: number.replace(/\D/g, '') }),
    ...(fetchAiData ? { fetch_ai_data: 'true' } : {}),
    ...(fetchQueueData ? { fetch_queue_data: 'true' } : {}),
  }
}

function withoutFeature(error: ApiRefusal, { fetchAiData, fetchQueueData }: CallSettings): Error {
  const options = [fetchAiData ? 'fetch_ai_data' : '', fetchQueueData ? 'fetch_queue_data' : '']
    .filter((name) => name !== '')
    .join(' and ')
  if (options === '') return error
  return new ConfigError(
    `JustCall does not allow the request with ${options}: the account's plan may not include the feature, so switch it off. ${error.message}`,
    { cause: error },
  )
}
