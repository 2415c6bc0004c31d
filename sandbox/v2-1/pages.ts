/** Where the nth page (0-based) begins in the list. With short pages, each second page has one row less. */
export const startOfPage = (index: number, perPage: number, shortPages = false): number =>
  index * perPage - (isShortened(perPage, shortPages) ? Math.floor(index / 2) : 0)

export const countPages = (total: number, perPage: number, shortPages = false): number => {
  if (!isShortened(perPage, shortPages)) return Math.ceil(total / perPage)
  const pair = 2 * perPage - 1
  return 2 * Math.floor(total / pair) + Math.ceil((total % pair) / perPage)
}

const isShortened = (perPage: number, shortPages: boolean): boolean => shortPages && perPage > 1
