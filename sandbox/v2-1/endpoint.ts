import type { AccountSettings } from '../account-options.ts'
import type { CallGenerator } from '../calls.ts'
import type { Fields, KeptRow } from '../row-list.ts'
import type { PlanFeature } from './behaviour.ts'
import type { Contacts } from './contacts.ts'
import type { TotalName } from './envelope.ts'
import type { PagingForm } from './paging.ts'
import type { Team } from './team.ts'

/** A list endpoint: where it is, what it takes, and what its rows are. */
export interface Endpoint extends PagingForm {
  readonly path: `/v2.1/${string}`
  readonly key: 'id' | 'call_id'
  readonly total: TotalName
  /** Members of the envelope that only this endpoint has. */
  readonly envelope?: Fields
  /** What of the plan it needs. */
  readonly plan?: PlanFeature
  /** Whether it takes `from_datetime` and `to_datetime`. */
  readonly dated?: boolean
  readonly filters?: Readonly<Record<string, Filter>>
  /** Rows are the key owner's alone, unless this parameter is true. */
  readonly widenedBy?: string
  /** Parameters that are true or false and change what is shown of a row, with their defaults. */
  readonly switches?: Readonly<Record<string, boolean>>
  /** Switches that are refused while on if the plan lacks this. */
  readonly gated?: { readonly plan: PlanFeature; readonly switches: readonly string[] }
  readonly dress?: (row: Fields, isOn: (name: string) => boolean) => Fields
  readonly rows: (world: World) => RowSource
}

export interface Filter {
  /** Any text unless given. */
  readonly takes?: 'number' | readonly string[]
  /** What counts when the parameter is left out. */
  readonly otherwise?: string
  /** Without it, the parameter is read and selects nothing. */
  readonly fits?: (row: Fields, value: string) => boolean
}

/** What rows are made from: one account. */
export interface World {
  readonly settings: AccountSettings
  readonly calls: CallGenerator
  readonly contacts: Contacts
  readonly team: Team
  /** The calls that the account has had from the beginning, with their `id` on v2.1. */
  readonly callRows: () => readonly (Pick<KeptRow<unknown>, 'seq' | 'start' | 'listedAt'> & {
    readonly id: number
  })[]
}

export interface RowSource {
  readonly rows: KeptRow[]
  /** The identifier of the nth row; without it, rows are numbered in the order in which they are logged. */
  readonly idOf?: (seq: number) => number
  readonly draw: (seq: number, start: number) => Fields
  /** What is different until people or carriers have written it. */
  readonly unfilled?: (row: Fields) => Fields
  /** The instant (ms) of a row that is added, NaN if it has none; without it, the row comes after all others. */
  readonly startOf?: (row: Fields) => number
}
