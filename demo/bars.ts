/** A horizontal bar, exact to an eighth of a character. What is not nothing is never shown as nothing. */
export const bar = (value: number, most: number, width: number): string => {
  const eighths = most > 0 ? Math.round((Math.min(value, most) / most) * width * 8) : 0
  const shown = value > 0 ? Math.max(1, eighths) : 0
  return FULL.repeat(Math.floor(shown / 8)) + (EIGHTHS[shown % 8] ?? '')
}

/** How many characters each part of a stacked bar takes; together exactly those of the whole. */
export const stack = (parts: readonly number[], most: number, width: number): number[] => {
  let sum = 0
  let before = 0
  return parts.map((part) => {
    sum += part
    const edge = most > 0 ? Math.round((sum / most) * width) : 0
    const length = edge - before
    before = edge
    return length
  })
}

/** The darker the more, with a level of its own for none. */
export const shade = (value: number, most: number): string =>
  SHADES[value > 0 && most > 0 ? Math.max(1, Math.ceil((value / most) * (SHADES.length - 1))) : 0] ?? FULL

const FULL = '█'
const EIGHTHS = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉'] as const
const SHADES = ['·', '░', '▒', '▓', FULL] as const
