import { writeFile } from 'node:fs/promises'
import type { Line } from './connector.ts'
import type { Table } from './warehouse.ts'

export interface SyncOutcome {
  readonly records: number
  readonly states: number
  readonly seconds: number
  /** The source's own last word. */
  readonly summary: string
  readonly warnings: readonly string[]
}

/**
 * Loads what a read writes. A state is saved only after its records are committed: a run that is killed in between
 * reads some calls again, and a state that was saved first would lose them.
 */
export const sync = async (
  lines: AsyncIterable<Line>,
  table: Table,
  stateFile: string,
): Promise<SyncOutcome> => {
  const began = performance.now()
  const warnings: string[] = []
  let records = 0
  let states = 0
  let summary = ''
  for await (const { text, message } of lines) {
    switch (message.type) {
      case 'RECORD':
        await table.upsert(text, message.record)
        records += 1
        break
      case 'STATE':
        await table.commit()
        await writeFile(stateFile, stateText(message.state.stream))
        states += 1
        break
      case 'LOG':
        if (message.log.level === 'INFO') summary = message.log.message
        else warnings.push(message.log.message)
    }
  }
  // Records after the last state are kept too: the next read gives them again, and they replace themselves.
  await table.commit()
  return { records, states, seconds: (performance.now() - began) / 1000, summary, warnings }
}

const stateText = (stream: object): string => `${JSON.stringify([{ type: 'STREAM', stream }])}\n`
