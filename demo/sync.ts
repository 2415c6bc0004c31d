import { writeFile } from 'node:fs/promises'
import type { Line } from './connector.ts'
import type { Table } from './warehouse.ts'

export interface SyncOutcome {
  /** By stream. */
  readonly records: ReadonlyMap<string, number>
  readonly states: number
  readonly seconds: number
  /** The source's own last word of each stream. */
  readonly summaries: readonly string[]
  readonly warnings: readonly string[]
}

/**
 * Loads what a read writes. A state is saved only after its records are committed: a run that is killed in between
 * reads some calls again, and a state that was saved first would lose them.
 */
export const sync = async (
  lines: AsyncIterable<Line>,
  tables: ReadonlyMap<string, Table>,
  stateFile: string,
): Promise<SyncOutcome> => {
  const began = performance.now()
  const warnings: string[] = []
  const saved = new Map<string, object>()
  const records = new Map([...tables.keys()].map((name) => [name, 0]))
  const summaries: string[] = []
  let states = 0
  let last = ''
  const commit = async () => {
    for (const table of tables.values()) await table.commit()
  }
  for await (const { text, message } of lines) {
    switch (message.type) {
      case 'RECORD':
        await tables.get(message.record.stream)?.upsert(text, message.record)
        records.set(message.record.stream, (records.get(message.record.stream) ?? 0) + 1)
        break
      case 'STATE':
        await commit()
        saved.set(message.state.stream.stream_descriptor.name, message.state.stream)
        await writeFile(stateFile, stateText(saved))
        states += 1
        break
      case 'LOG':
        if (message.log.level === 'INFO') last = message.log.message
        else warnings.push(message.log.message)
        break
      case 'TRACE':
        if (message.trace.type === 'STREAM_STATUS' && message.trace.stream_status.status === 'COMPLETE')
          summaries.push(last)
    }
  }
  // Records after the last state are kept too: the next read gives them again, and they replace themselves.
  await commit()
  return { records, states, seconds: (performance.now() - began) / 1000, summaries, warnings }
}

const stateText = (saved: ReadonlyMap<string, object>): string =>
  `${JSON.stringify([...saved.values()].map((stream) => ({ type: 'STREAM', stream })))}\n`
