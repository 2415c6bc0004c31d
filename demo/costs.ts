import { count } from './numbers.ts'
import type { Paint } from './paint.ts'
import type { SyncOutcome } from './sync.ts'
import { formatTable } from './table.ts'

/** A sync, and what it cost. */
export interface Load extends SyncOutcome {
  readonly requests: number
  /** Rows in the API's answers, those that were asked for twice among them. */
  readonly rows: number
  readonly keptBack: number
}

export const costLines = (loads: readonly Load[], seconds: number, paint: Paint): string[] => [
  paint('bold', 'What it took'),
  ...formatTable(COST_NAMES, costRows(loads)),
  `All steps together took ${seconds.toFixed(1)} seconds.`,
]

export const COST_NAMES = [
  '',
  'requests',
  'rows the API gave',
  'rows sent',
  'kept back as unchanged',
  'seconds',
] as const

export const costRows = (loads: readonly Load[]): string[][] =>
  loads.map((load, nth) => [
    `sync ${nth + 1}`,
    count(load.requests),
    count(load.rows),
    count([...load.records.values()].reduce((sum, records) => sum + records, 0)),
    count(load.keptBack),
    load.seconds.toFixed(1),
  ])
