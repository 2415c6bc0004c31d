/** Formats a whole number: 1234567 as "1,234,567". The first call of `toLocaleString` would take 20 ms. */
export const groupDigits = (value: number): string => String(value).replace(/\B(?=(\d{3})+$)/g, ',')

/** "1 page", "2 pages". */
export const counted = (count: number, noun: string, plural = `${noun}s`): string =>
  `${count} ${count === 1 ? noun : plural}`
