import type { Next } from '../api/list-api.ts'
import { mostEmptyPages } from './pages.ts'

/**
 * Decides when everything that the API lists in a slice was seen. A slice is read in passes over its pages.
 *
 * *Complete*: let S be the distinct calls seen since a call last vanished, in the order of the responses. Every call of S is
 * still listed, so if S is as large as the newest total, S is all that is listed. No order of the calls is assumed, and calls
 * that arrive are covered: those on no page read yet keep S smaller than the total.
 *
 * A call that vanished shows in a total that fell, or that grew by less than the calls that ended since: S begins again with
 * that response, and responses to requests sent before it do not count. What cannot be seen is a call that vanishes between
 * the same two responses in which another is listed late.
 *
 * Without a total, a pass whose pages agree with each other is complete. Where an API counts rows and lists a call in
 * several of them, two equal passes with as many rows as the total are.
 *
 * *Repeated*: two passes in a row showed the same calls on the same pages, whatever the total is.
 */
export interface Verification {
  observe(page: ObservedPage): void
  /** Another pass begins. */
  beginPass(): void
  /** The page to read next in this pass, after those observed; undefined if the API has no more. */
  nextPage(): number | undefined
  /** Whether all that is listed was seen. @param passDone each page of this pass was observed. */
  isComplete(passDone: boolean): boolean
  /** Whether this pass, which is done, showed just what the one before did. */
  isRepeated(): boolean
  /** The newest total, and the distinct calls seen in this pass. */
  readonly numbers: { readonly reported: number | undefined; readonly seen: number }
}

/** What verification needs of a page. */
export interface ObservedPage {
  readonly number: number
  /** The rows' identities. */
  readonly ids: readonly string[]
  /** When each of the calls ended, if the slice is still open; in Unix milliseconds. */
  readonly endings: readonly (number | undefined)[]
  /** How many calls the slice has, as this response reported it. */
  readonly total: number | undefined
  /** undefined if the API counts neither pages nor calls. */
  readonly totalPages: number | undefined
  readonly next: Next
  /** The place of the last response before the request was sent, and that of this response. */
  readonly requestSeq: number
  readonly responseSeq: number
  /** When it was requested, and when it was answered, by the server's clock; in Unix milliseconds. */
  readonly requestedAt: number
  readonly answeredAt: number
}

export function createVerification(): Verification {
  const listed = createListed()
  let passes = 1
  let pass: ObservedPage[] = []
  let previous: readonly ObservedPage[] = []
  let passIds = new Set<string>()
  /** The pages without rows at the end of this pass so far. */
  let empty = 0
  let newest: ObservedPage | undefined
  /** The page with the highest number in this pass: where it shows calls that no other did, another may follow that is not counted. */
  let last: LastPage = nothingRead
  /** Pages of the first pass come in the order of their numbers, and are followed up in that of the responses. */
  let waiting: ObservedPage[] = []

  const isRepeated = () => passes > 1 && isSame(previous, pass)
  const followUp = () => {
    for (const page of waiting.sort((a, b) => a.responseSeq - b.responseSeq)) listed.follow(page)
    waiting = []
  }

  return {
    observe(page) {
      pass.push(page)
      empty = page.ids.length === 0 ? empty + 1 : 0
      waiting.push(page)
      if (newest === undefined || page.responseSeq > newest.responseSeq) newest = page
      // A row that is none is known by its place: an API that gives nothing else would be followed without end.
      const place = `\u0000${page.number}.`
      const showsNew = page.ids.some((id) => !passIds.has(id) && !id.startsWith(place))
      for (const id of page.ids) passIds.add(id)
      if (page.number >= last.number) last = { number: page.number, showsNew, next: page.next }
    },
    beginPass() {
      passes += 1
      previous = pass
      pass = []
      passIds = new Set()
      empty = 0
      last = nothingRead
    },
    nextPage() {
      const { total, totalPages } = newest ?? { total: undefined, totalPages: 1 }
      if (empty >= mostEmptyPages) return undefined
      if (last.number < (totalPages ?? 1)) return last.number + 1
      const isMissing = totalPages === undefined ? last.next !== 'no' : (total ?? 0) > passIds.size
      return last.showsNew && isMissing ? last.number + 1 : undefined
    },
    isComplete(passDone) {
      if (passes === 1 && !passDone) return false
      followUp()
      const total = newest?.total
      if (total !== undefined && listed.seen() === total) return true
      if (!passDone) return false
      return total === undefined ? agrees(pass) : isRepeated() && countsRows(pass, total)
    },
    isRepeated,
    get numbers() {
      return { reported: newest?.total, seen: passIds.size }
    },
  }
}

type LastPage = Pick<ObservedPage, 'number' | 'next'> & { readonly showsNew: boolean }

const nothingRead: LastPage = { number: 0, showsNew: false, next: 'no' }

/** The calls that are still listed for sure: those seen since one last vanished. Pages come in the order of the responses. */
function createListed() {
  let seen = new Set<string>()
  let arrived = new Set<string>()
  let base: ObservedPage | undefined
  let newest = 0
  /** The response that last showed that a call had vanished. */
  let vanishedAt = 0
  let before = 0
  return {
    seen: () => seen.size,
    follow(page: ObservedPage) {
      // A response out of its order proves nothing, and may have been the one to show that a call had vanished.
      if (page.responseSeq < newest) {
        base = undefined
        seen = new Set()
        vanishedAt = newest
        return
      }
      newest = page.responseSeq
      // A response without a total does not show what vanished meanwhile.
      const total = page.total ?? 0
      if (page.requestSeq < vanishedAt && total >= before) return
      if (base !== undefined) for (const id of arrivalsIn(page, base)) arrived.add(id)
      const grown = total - (base?.total ?? total)
      if (base === undefined || page.total === undefined || total < before || grown < arrived.size) {
        if (base !== undefined) vanishedAt = page.responseSeq
        base = page
        seen = new Set()
        arrived = new Set()
      }
      for (const id of page.ids) seen.add(id)
      before = total
    },
  }
}

/** The calls of a page that may have ended only after an earlier page was looked up, and then were not counted there. */
function arrivalsIn({ ids, endings, answeredAt }: ObservedPage, base: ObservedPage): string[] {
  // It was looked up at some moment between the request and the response. The API's times are whole seconds.
  const since = Math.floor(base.requestedAt / 1000) * 1000
  return ids.filter((id, row) => {
    const ended = endings[row]
    return ended !== undefined && ended >= since && ended <= answeredAt && !base.ids.includes(id)
  })
}

/**
 * No page reports a total, all report the same number of pages, the rows fill the pages from the first one on, and no call is
 * on two of them. Where the API does not count its pages either, they end where none follows, and may be of any length.
 */
function agrees(pass: readonly ObservedPage[]): boolean {
  const shown = inOrder(pass)
  const totalPages = pass[0]?.totalPages
  const full = shown[0]?.ids.length ?? 0
  const fills = ({ ids }: ObservedPage, place: number) =>
    totalPages === undefined || (place + 1 === shown.length ? ids.length <= full : ids.length === full)
  const ids = shown.flatMap((page) => page.ids)
  return (
    pass.every((page) => page.total === undefined && page.totalPages === totalPages) &&
    shown.every((page, place) => page.number === place + 1 && fills(page, place)) &&
    new Set(ids).size === ids.length
  )
}

/** The pass has as many rows as are counted, and no page is there in place of another: each shows a call of its own. */
function countsRows(pass: readonly ObservedPage[], total: number): boolean {
  const rows = pass.reduce((sum, page) => sum + page.ids.length, 0)
  if (rows !== total || pass.some((page) => page.total !== total)) return false
  const seen = new Set<string>()
  return inOrder(pass).every((page) => {
    const before = seen.size
    for (const id of page.ids) seen.add(id)
    return seen.size > before
  })
}

const isSame = (previous: readonly ObservedPage[], pass: readonly ObservedPage[]): boolean => {
  const [before, now] = [inOrder(previous), inOrder(pass)]
  return before.length === now.length && before.every((page, place) => isSamePage(page, now[place]))
}

const isSamePage = (page: ObservedPage, other: ObservedPage | undefined): boolean =>
  page.number === other?.number &&
  page.ids.length === other.ids.length &&
  page.ids.every((id, place) => id === other.ids[place])

/** The pages that show something, each in its newest version. */
const inOrder = (pass: readonly ObservedPage[]): ObservedPage[] =>
  [...new Map(pass.map((page) => [page.number, page])).values()]
    .filter((page) => page.ids.length > 0)
    .sort((a, b) => a.number - b.number)
