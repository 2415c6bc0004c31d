import type { AccountSettings } from '../account-options.ts'
import type { Call, CallGenerator } from '../calls.ts'
import {
  createRowList,
  type Fields,
  type Found,
  type KeptRow,
  type RowList,
  type RowQuery,
} from '../row-list.ts'
import { createGivenRow } from '../rows.ts'
import { createContacts } from './contacts.ts'
import type { Endpoint, World } from './endpoint.ts'
import { ENDPOINTS, LIST_NAMES, type ListName } from './endpoints/endpoints.ts'
import { createTeam } from './team.ts'

/** The rows of one list of v2.1, as the API shows them, and how they come, change and go. Times are ms. */
export interface List {
  /** Every row listed at `now`, oldest first. */
  visible(now: number): readonly Fields[]
  /** The row as it is shown at `now`, listed or not. */
  get(id: number, now: number): Fields | undefined
  /**
   * Adds a row; fields that are not given are drawn. It is listed from `listedAt`, or else from its own time.
   * Throws a RangeError for an identifier that is taken, or for a row of a dated list without date and time.
   */
  add(row: Fields, listedAt?: number): Fields
  /** Changes what is shown of a row from `at` on, or else for all time. Throws a RangeError for an unknown row. */
  edit(id: number, patch: Fields, at?: number): void
  /** The row is no longer listed from `at` on, or else at once. Throws a RangeError for an unknown row. */
  remove(id: number, at?: number): void
  list(now: number, query: ListQuery): Found<Fields>
}

interface ListQuery extends Omit<RowQuery<never>, 'filter'> {
  readonly filter?: { readonly key: string; readonly fits: (row: Fields) => boolean } | undefined
}

export type Lists = Readonly<Record<ListName, List>>

interface Source {
  readonly settings: AccountSettings
  readonly generator: CallGenerator
  readonly calls: {
    readonly all: readonly KeptRow<Call>[]
    readonly logIdOf: (row: KeptRow<Call>) => number
  }
}

/** The lists of an account beside its calls. Each is made when it is first asked for. */
export const createLists = ({ settings, generator, calls }: Source): Lists => {
  const world: World = {
    settings,
    calls: generator,
    contacts: createContacts(settings, generator),
    team: createTeam(settings, generator),
    callRows: () =>
      calls.all.flatMap((row) => {
        const { seq, start, listedAt } = row
        return row.given ? [] : [{ seq, start, listedAt, id: calls.logIdOf(row) }]
      }),
  }
  const lists: Partial<Record<ListName, List>> = {}
  for (const name of LIST_NAMES) {
    let made: List | undefined
    Object.defineProperty(lists, name, {
      enumerable: true,
      get: () => (made ??= createList(name, world)),
    })
  }
  return lists as Lists
}

const createList = (name: ListName, world: World): List => {
  const { key }: Endpoint = ENDPOINTS[name]
  const source = ENDPOINTS[name].rows(world)
  const givenId = (row: KeptRow): number | undefined => {
    const id = row.given?.[key]
    return typeof id === 'number' ? id : undefined
  }
  const rows: RowList<Fields, Fields> = createRowList({
    rows: source.rows,
    seed: world.settings.seed,
    noun: `row of ${name}`,
    key,
    idOf: (row, logId) => givenId(row) ?? source.idOf?.(row.seq) ?? logId(row),
    draw(row, now): Fields {
      const shown = { [key]: rows.idOf(row), ...source.draw(row.seq, row.start), ...row.given }
      return now < row.filledAt && source.unfilled ? { ...shown, ...source.unfilled(shown) } : shown
    },
  })
  let nextSeq = rows.all.length
  return {
    visible: rows.visible,
    get(id, now) {
      const row = rows.find(id)
      return row && rows.show(row, now)
    },
    add(row, listedAt) {
      const id = row[key]
      if (id !== undefined && rows.find(id)) throw new RangeError(`Row ${id} of ${name} exists already`)
      const start = source.startOf?.(row) ?? (rows.all.at(-1)?.start ?? 0) + 1
      if (Number.isNaN(start)) throw new RangeError(`A row of ${name} needs its date and time in UTC`)
      const kept = createGivenRow(nextSeq, start, listedAt ?? (source.startOf ? start : BEFORE), row)
      rows.insert(kept)
      nextSeq += 1
      return rows.show(kept, Number.POSITIVE_INFINITY)
    },
    edit: rows.edit,
    remove: rows.remove,
    list: (now, { filter, ...query }) =>
      rows.list(now, {
        ...query,
        filter: filter && { key: filter.key, fits: (row) => filter.fits(rows.show(row, now)) },
      }),
  }
}

const BEFORE = Number.NEGATIVE_INFINITY
