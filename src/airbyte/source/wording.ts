/** A whole number for people: 1234567 as "1,234,567". Not by `toLocaleString`, whose first use takes 20 ms. */
export const groupDigits = (value: number): string => String(value).replace(/\B(?=(\d{3})+$)/g, ',')
