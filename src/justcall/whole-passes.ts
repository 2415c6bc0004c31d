import type { ObservedPage } from './observed-page.ts'

/** All pages of a pass told the same, and as if nothing had moved while they were read. */
export function stoodStill(pages: readonly ObservedPage[]): boolean {
  const ids = pages.flatMap((page) => page.ids)
  const full = fullLength(pages)
  return (
    pages.every(
      ({ total, totalPages, claimed }) =>
        total === undefined && totalPages === pages[0]?.totalPages && claimed === pages[0].claimed,
    ) &&
    pages.filter((page) => page.ids.length < full).length <= 1 &&
    hasEnded(pages) &&
    new Set(ids).size === ids.length
  )
}

/** A last page that is as full as the others may have another behind it, whatever is told: one that more was claimed of. */
function hasEnded(pages: readonly ObservedPage[]): boolean {
  const last = Math.max(0, ...pages.map((page) => page.number))
  const rows = pages.reduce((sum, { ids }) => sum + ids.length, 0)
  return pages.every(
    ({ number, ids, claimed = 0 }) => number !== last || ids.length < fullLength(pages) || claimed <= rows,
  )
}

const fullLength = (pages: readonly ObservedPage[]) => Math.max(0, ...pages.map((page) => page.ids.length))

/** The pages in their order, if both passes have shown the same; undefined if not. */
export function repeated(
  previous: readonly ObservedPage[],
  pass: readonly ObservedPage[],
): ObservedPage[] | undefined {
  const [told] = pass
  if (told === undefined) return undefined
  const former = byNumber(previous, told.totalPages)
  const latter = byNumber(pass, told.totalPages)
  const numbers = Array.from({ length: told.totalPages }, (_, nth) => nth + 1)
  const all = new Set([...numbers, ...former.keys(), ...latter.keys()])
  if (![...all].every((number) => isSame(former.get(number), latter.get(number)))) return undefined
  return [...latter.values()].toSorted((a, b) => a.number - b.number)
}

/** A page that is not told of, and is empty, was looked for in vain. */
const byNumber = (pages: readonly ObservedPage[], told: number): ReadonlyMap<number, ObservedPage> =>
  new Map(
    pages.filter(({ number, ids }) => number <= told || ids.length > 0).map((page) => [page.number, page]),
  )

/**
 * As many rows were shown as there are in all, and no call twice but side by side. Each page shows a call that the one before
 * does not show: a page that is given in the place of another repeats calls too.
 */
export function countsTwice(
  previous: readonly ObservedPage[],
  pass: readonly ObservedPage[],
  total: number | undefined,
): boolean {
  const shown = repeated(previous, pass)
  if (shown === undefined) return false
  const rows = shown.flatMap(({ ids }) => ids)
  const once = rows.filter((id, place) => id !== rows[place - 1])
  return (
    [...previous, ...pass].every((page) => page.total === total) &&
    hasEnded(shown) &&
    shown.every(({ ids }, place) => ids.some((id) => shown[place - 1]?.ids.includes(id) !== true)) &&
    new Set(once).size === once.length &&
    (total === undefined || rows.length === total)
  )
}

/** No page was given in the place of another: none shows several calls, or a whole page, that those before it show. */
export function isEachItself(shown: readonly ObservedPage[] | undefined): boolean {
  if (shown === undefined) return false
  const known = new Set<string>()
  return shown.every(({ ids }, place) => {
    const calls = new Set(ids)
    const repeats = calls.isSubsetOf(known)
    for (const id of calls) known.add(id)
    if (!repeats || calls.size === 0) return true
    return calls.size === 1 && !shown.slice(0, place).some((other) => hasSameRows(other, ids))
  })
}

const isSame = (page: ObservedPage | undefined, other: ObservedPage | undefined): boolean =>
  page !== undefined &&
  other !== undefined &&
  page.totalPages === other.totalPages &&
  hasSameRows(page, other.ids)

const hasSameRows = ({ ids }: ObservedPage, others: readonly string[]): boolean =>
  ids.length === others.length && ids.every((id, place) => id === others[place])
