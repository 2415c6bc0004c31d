/**
 * Tells when everything that the API lists in a slice was seen.
 *
 * Argument: let S be the distinct calls seen since the reported total last fell. While it does not fall no call
 * vanished, so every call of S is still listed, and if S is as large as the newest total, S is all that is listed.
 * A total that falls says that a call vanished, and that pages after it moved up by one: S begins anew with that page.
 * It rests on no order, and holds for calls that arrive: those that are on no page read yet keep S smaller than the total.
 *
 * Where the API reports no total that can be believed, a whole pass is the measure: all its pages told one number of
 * pages, none but the last was short, and no call stood on two of them.
 */
export interface Verification {
  /** A page that was answered, in the order of the answers; ids are the rows' identities, total the slice's. */
  observe(page: ObservedPage): void
  /** From here on another pass over the slice is observed. */
  beginPass(): void
  /** Whether all that is listed was seen; `passDone` says that each page of this pass was observed. */
  verified(passDone: boolean): boolean
  /** What to show a person: the total that the API told last, and the distinct calls seen. */
  readonly numbers: { readonly reported: number | undefined; readonly seen: number }
}

export interface ObservedPage {
  readonly ids: readonly string[]
  readonly total: number | undefined
  readonly totalPages: number
}

export function createVerification(): Verification {
  let seen = new Set<string>()
  let total: number | undefined
  let pass = beginning()

  return {
    observe(page) {
      if (page.total !== undefined && total !== undefined && page.total < total) seen = new Set()
      total = page.total
      for (const id of page.ids) seen.add(id)
      if (total !== undefined) {
        pass.told = true
        return
      }
      pass.steady &&= pass.totalPages === undefined || pass.totalPages === page.totalPages
      pass.totalPages = page.totalPages
      pass.rows += page.ids.length
      pass.lengths.push(page.ids.length)
      for (const id of page.ids) pass.ids.add(id)
    },
    beginPass() {
      pass = beginning()
    },
    verified(passDone) {
      if (total !== undefined) return seen.size === total
      return (
        passDone && !pass.told && pass.steady && pass.ids.size === pass.rows && allFullButOne(pass.lengths)
      )
    },
    get numbers() {
      return { reported: total, seen: seen.size }
    },
  }
}

const beginning = () => ({
  /** A total was told in this pass, so that the lengths of its pages are not all here. */
  told: false,
  steady: true,
  totalPages: undefined as number | undefined,
  rows: 0,
  lengths: [] as number[],
  ids: new Set<string>(),
})

function allFullButOne(lengths: readonly number[]): boolean {
  const full = Math.max(0, ...lengths)
  return lengths.filter((length) => length < full).length <= 1
}
