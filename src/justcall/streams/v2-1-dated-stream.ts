import type { JsonObject } from '../../airbyte/protocol/messages.ts'
import type { Stream } from '../../airbyte/source/source.ts'
import type { DatedEndpoint } from '../api/v2-1/endpoint.ts'
import type { Config } from '../config/config.generated.ts'
import { fieldTypes } from '../records/conform.ts'
import type { SharedConnection } from './connection.ts'
import { datedStream } from './dated-stream.ts'

/** A stream of API v2.1 that is read by dates. Its cursor is named after the day. */
export const v21DatedStream =
  (schema: JsonObject, endpoint: DatedEndpoint) =>
  (connection: SharedConnection): Stream<Config> =>
    datedStream(
      {
        schema,
        key: endpoint.key,
        form: { stream: endpoint.stream, cursorField: endpoint.dateFields.date },
        async list(client, settings) {
          const { createDatedList } = await import('../api/v2-1/dated-list.ts')
          return createDatedList(client, fieldTypes(schema), endpoint, settings)
        },
      },
      connection,
    )
