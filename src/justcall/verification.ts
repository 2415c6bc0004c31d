import type { ObservedPage } from './observed-page.ts'
import { countsTwice, isEachItself, repeated, stoodStill } from './whole-passes.ts'

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
 * A total that does not agree with the number of pages is believed once a whole pass is done and as many were seen: two
 * numbers that know nothing of one another. Where there is none, or it is something else, a whole pass is the measure: all
 * its pages told the same numbers, none but the last was short, and no call stood on two of them.
 */
export interface Verification {
  observe(page: ObservedPage): void
  /** From here on another pass over the slice is observed. */
  beginPass(): void
  /** Whether all that is listed was seen; `passDone` says that each page of this pass was observed. */
  verified(passDone: boolean): boolean
  /**
   * Whether two whole passes one after the other have shown the same rows on the same pages, and no page was given in the
   * place of another: whatever the API counts, it lists no more.
   */
  readonly isStable: boolean
  /** Whether this pass has shown a call more than once. */
  readonly hasRepeats: boolean
  /** What to show a person: the total that the API claimed last, and the distinct calls seen. */
  readonly numbers: { readonly reported: number | undefined; readonly seen: number }
}

export function createVerification(): Verification {
  const pages: ObservedPage[] = []
  const distinct = new Set<string>()
  /** Where this pass begins, and where the one before began. */
  let beginning = 0
  let before = 0
  let newest: ObservedPage | undefined
  const isAll = (total: number | undefined, answers: readonly ObservedPage[] | undefined): boolean => {
    if (total === undefined || answers === undefined || distinct.size < total) return false
    return hasStoodStill(answers, total)
      ? distinct.size === total
      : seenSinceOneVanished(answers).size === total
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
      const { total, claimed } = newest ?? {}
      if (isAll(total, pages)) return true
      if (!passDone) return false
      const pass = pages.slice(beginning)
      if (total === undefined && stoodStill(pass)) return true
      return isAll(claimed, asClaimed(pages)) || countsTwice(pages.slice(before, beginning), pass, total)
    },
    get isStable() {
      return isEachItself(repeated(pages.slice(before, beginning), pages.slice(beginning)))
    },
    get hasRepeats() {
      const ids = pages.slice(beginning).flatMap((page) => page.ids)
      return new Set(ids).size < ids.length
    },
    get numbers() {
      return { reported: newest?.claimed, seen: distinct.size }
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

/** The pages, each with what it claims for its total; undefined if one claims nothing. */
const asClaimed = (pages: readonly ObservedPage[]): readonly ObservedPage[] | undefined =>
  pages.every(({ claimed }) => claimed !== undefined)
    ? pages.map((page) => ({ ...page, total: page.claimed }))
    : undefined
