/**
 * Tells when everything that the API lists in a slice was seen.
 *
 * Argument: let S be the distinct calls seen since a call last vanished, in the order in which the answers came. Every call
 * of S is still listed, so if S is as large as the newest total, S is all that is listed. This rests on no order of calls,
 * and holds for calls that arrive: those that are on no page read yet keep S smaller than the total.
 *
 * That a call vanished, and pages after it moved up by one, shows in a total that fell; or, where another call arrived at
 * the same moment, in a total that grew by less than the calls that are seen to have ended since: S begins anew with that
 * answer, and what had been asked before it came does not count, since it may be older. What cannot be seen is a call that
 * vanishes between the same two answers in which one is listed late, or in which one arrives while another is listed late.
 *
 * An API may list a call twice, side by side, and count it so. Then as many rows as the total are what is listed, if two passes
 * one after the other show the same rows on the same pages: had pages moved between two answers of the first, what moved them
 * would be gone in the second.
 *
 * Where the API reports no total that can be believed, a whole pass is the measure: all its pages told one number of
 * pages, none but the last was short, and no call stood on two of them.
 */
export interface Verification {
  observe(page: ObservedPage): void
  /** From here on another pass over the slice is observed. */
  beginPass(): void
  /** Whether all that is listed was seen; `passDone` says that each page of this pass was observed. */
  verified(passDone: boolean): boolean
  /**
   * Whether two whole passes one after the other have shown the same rows on the same pages, and no page was given in the
   * place of another: what else the API may count, it does not list.
   */
  readonly isStable: boolean
  /** What to show a person: the total that the API told last, and the distinct calls seen. */
  readonly numbers: { readonly reported: number | undefined; readonly seen: number }
}

export interface ObservedPage {
  readonly number: number
  /** The rows' identities. */
  readonly ids: readonly string[]
  /** When each of the calls was over, where the slice is still open; in Unix milliseconds. */
  readonly moments: readonly (number | undefined)[]
  /** The slice's total as this answer told it. */
  readonly total: number | undefined
  readonly totalPages: number
  /** How many answers there were when it was asked for, and its own place among them. */
  readonly askedAfter: number
  readonly answered: number
  /** When it was asked for, and when it was answered, by the server's clock; in Unix milliseconds. */
  readonly askedAt: number
  readonly answeredAt: number
}

export function createVerification(): Verification {
  const pages: ObservedPage[] = []
  const distinct = new Set<string>()
  /** Where this pass begins, and where the one before began. */
  let beginning = 0
  let before = 0
  let newest: ObservedPage | undefined
  const isAll = (total: number): boolean => {
    if (distinct.size < total) return false
    return hasStoodStill(pages, total) ? distinct.size === total : seenSinceOneVanished(pages).size === total
  }

  return {
    observe(page) {
      pages.push(page)
      newest = later(newest, page)
      for (const id of page.ids) distinct.add(id)
    },
    beginPass() {
      before = beginning
      beginning = pages.length
    },
    verified(passDone) {
      const total = newest?.total
      const pass = pages.slice(beginning)
      if (total === undefined ? passDone && stoodStill(pass) : isAll(total)) return true
      return passDone && countsTwice(repeated(pages.slice(before, beginning), pass, total), total)
    },
    get isStable() {
      return isEachItself(repeated(pages.slice(before, beginning), pages.slice(beginning), newest?.total))
    },
    get numbers() {
      return { reported: newest?.total, seen: distinct.size }
    },
  }
}

const later = (latest: ObservedPage | undefined, page: ObservedPage): ObservedPage =>
  latest === undefined || page.answered > latest.answered ? page : latest

/** Nothing can have come or gone: all that was seen counts. */
const hasStoodStill = (pages: readonly ObservedPage[], total: number) =>
  pages.every((page) => page.total === total && page.moments.length === 0)

function seenSinceOneVanished(pages: readonly ObservedPage[]): Set<string> {
  let seen = new Set<string>()
  let arrived = new Set<string>()
  let base: ObservedPage | undefined
  /** The place of the answer that told last that a call had vanished. */
  let told = 0
  let before = 0
  for (const page of pages.toSorted((a, b) => a.answered - b.answered)) {
    // An answer without a total tells nothing of calls that vanished meanwhile.
    const total = page.total ?? 0
    if (page.askedAfter < told && total >= before) continue
    if (base !== undefined) for (const id of arrivalsIn(page, base)) arrived.add(id)
    const grown = total - (base?.total ?? total)
    if (base === undefined || page.total === undefined || total < before || grown < arrived.size) {
      if (base !== undefined) told = page.answered
      base = page
      seen = new Set()
      arrived = new Set()
    }
    for (const id of page.ids) seen.add(id)
    before = total
  }
  return seen
}

/** The calls of a page that may have been over only after an earlier page was looked up, and then were not counted there. */
function arrivalsIn({ ids, moments, answeredAt }: ObservedPage, base: ObservedPage): string[] {
  // It was looked up at some moment between the two. The API's times are whole seconds.
  const since = Math.floor(base.askedAt / 1000) * 1000
  return ids.filter((id, row) => {
    const moment = moments[row]
    return moment !== undefined && moment >= since && moment <= answeredAt && !base.ids.includes(id)
  })
}

function stoodStill(pages: readonly ObservedPage[]): boolean {
  const ids = pages.flatMap((page) => page.ids)
  const full = Math.max(0, ...pages.map((page) => page.ids.length))
  return (
    pages.every((page) => page.total === undefined && page.totalPages === pages[0]?.totalPages) &&
    pages.filter((page) => page.ids.length < full).length <= 1 &&
    new Set(ids).size === ids.length
  )
}

/** The identities on each page, if both passes have shown the same; undefined if not. */
function repeated(
  previous: readonly ObservedPage[],
  pass: readonly ObservedPage[],
  total: number | undefined,
): Identities[] | undefined {
  const [told] = pass
  if (told === undefined) return undefined
  if ([...previous, ...pass].some((page) => page.total !== total || page.totalPages !== told.totalPages))
    return undefined
  const former = byNumber(previous)
  const latter = byNumber(pass)
  const numbers = Array.from({ length: told.totalPages }, (_, nth) => nth + 1)
  const all = [...former.keys(), ...latter.keys(), ...numbers]
  if (!all.every((number) => isSame(former.get(number), latter.get(number)))) return undefined
  return numbers.map((number) => latter.get(number) ?? [])
}

/**
 * As many rows were shown as there are in all, and no call twice but side by side. Each page shows a call that the one before
 * does not show: a page that is given in the place of another repeats calls too.
 */
function countsTwice(shown: readonly Identities[] | undefined, total: number | undefined): boolean {
  if (shown === undefined) return false
  const rows = shown.flat()
  const once = rows.filter((id, place) => id !== rows[place - 1])
  return (
    shown.every((ids, place) => ids.some((id) => shown[place - 1]?.includes(id) !== true)) &&
    new Set(once).size === once.length &&
    (total === undefined || rows.length === total)
  )
}

/** No page was given in the place of another: none shows several calls, or a whole page, that those before it show. */
function isEachItself(shown: readonly Identities[] | undefined): boolean {
  if (shown === undefined) return false
  const known = new Set<string>()
  return shown.every((ids, place) => {
    const calls = new Set(ids)
    const repeats = calls.isSubsetOf(known)
    for (const id of calls) known.add(id)
    if (!repeats || calls.size === 0) return true
    return calls.size === 1 && !shown.slice(0, place).some((other) => isSame(other, ids))
  })
}

type Identities = ObservedPage['ids']

const byNumber = (pages: readonly ObservedPage[]) => new Map(pages.map((page) => [page.number, page.ids]))

const isSame = (ids: Identities | undefined, others: Identities | undefined): boolean =>
  ids !== undefined && ids.length === others?.length && ids.every((id, place) => id === others[place])
