import type { StreamRecord } from '../../airbyte/protocol/messages.ts'
import type { ListPage } from '../api/list-api.ts'

/**
 * What the pages of a list that is read whole have shown, pass by pass.
 *
 * A pass is complete if it saw as many rows as the API reports, and no row went meanwhile, which shows in a total that fell. As
 * long as none goes, the rows of all passes count. Without a total, a pass is complete if no row was on two pages: that a row went is not
 * to be seen then. Where an API counts rows and lists one of them twice, two equal passes with as many rows as the total are complete.
 */
export interface ListPasses {
  begin(): void
  /** @returns the records of the rows that no pass has shown before. */
  take(page: ListPage): StreamRecord[]
  /** Whether another page may follow the one that was taken last, and that is the last one by the first page's count. */
  mayGoOn(): boolean
  isComplete(): boolean
  /** Whether this pass showed the same rows as the one before. */
  isRepeated(): boolean
  /** The newest total, and the rows of this pass, each counted once. */
  readonly numbers: { readonly reported: number | undefined; readonly seen: number }
}

export function createListPasses(): ListPasses {
  const seen = new Set<Identity>()
  const totals = createTotals()
  let passes = 0
  let listed = seen
  let before = seen
  let passTotals = createTotals()
  let rows = 0
  let hasDouble = false
  let showedNew = false
  /** Each page with rows showed one that no page before it had: none is there in place of another. */
  let eachHasOwn = true
  let last: Last = nothingTaken

  const isRepeated = () =>
    passes > 1 && !showedNew && listed.size === before.size && listed.isSubsetOf(before)

  return {
    begin() {
      passes += 1
      before = listed
      listed = passes === 1 ? seen : new Set()
      passTotals = createTotals()
      rows = 0
      hasDouble = false
      showedNew = false
      eachHasOwn = true
      last = nothingTaken
    },
    take(page) {
      const { number, next, totalPages } = page
      totals.add(page)
      passTotals.add(page)
      const sizeBefore = listed.size
      const records: StreamRecord[] = []
      page.rows.forEach((row, place) => {
        const id = row === undefined ? `\u0000${number}.${place}` : identityOf(row.id)
        const isNew = !seen.has(id)
        if (listed.has(id)) hasDouble = true
        listed.add(id)
        seen.add(id)
        showedNew ||= isNew
        if (isNew && row !== undefined) records.push(row)
      })
      rows += page.rows.length
      const hasOwn = listed.size > sizeBefore
      if (page.rows.length > 0 && !hasOwn) eachHasOwn = false
      last = { number, next, totalPages, hasOwn }
      return records
    },
    mayGoOn() {
      const isMissing = (passTotals.newest() ?? 0) > listed.size
      return last.hasOwn && (last.next === 'yes' || last.number < (last.totalPages ?? 0) || isMissing)
    },
    isComplete() {
      const total = passTotals.newest()
      if (total === undefined) return !hasDouble
      if (passTotals.fell()) return false
      if (listed.size === total) return true
      if (seen.size === total && !totals.fell()) return true
      return isRepeated() && rows === total && eachHasOwn
    },
    isRepeated,
    get numbers() {
      return { reported: passTotals.newest(), seen: listed.size }
    },
  }
}

type Last = Pick<ListPage, 'number' | 'next' | 'totalPages'> & { readonly hasOwn: boolean }

const nothingTaken: Last = { number: 0, next: 'no', totalPages: undefined, hasOwn: false }

type Identity = string | number

/** Numbers need half the memory of texts. */
const identityOf = (id: string): Identity => (/^[1-9]\d{0,14}$/.test(id) ? Number(id) : id)

/** The totals that answers reported. They are taken in the order of their pages, and compared in that in which they came. */
function createTotals() {
  const reported: Pick<ListPage, 'responseSeq' | 'total'>[] = []
  const inOrder = () => reported.toSorted((a, b) => a.responseSeq - b.responseSeq)
  return {
    add({ responseSeq, total }: ListPage) {
      if (total !== undefined) reported.push({ responseSeq, total })
    },
    newest: () => inOrder().at(-1)?.total,
    fell: () =>
      inOrder().some(
        ({ total }, place, all) => (total ?? 0) < (all[place - 1]?.total ?? Number.NEGATIVE_INFINITY),
      ),
  }
}
