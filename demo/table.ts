/** Rows under a header, numbers to the right; a cell that is too wide is cut, and says so. */
export const formatTable = (
  names: readonly string[],
  rows: readonly (readonly string[])[],
  widest = 40,
): string[] => {
  const cells = [names, ...rows].map((row) => row.map((text) => cut(oneLine(text), widest)))
  const widths = names.map((_, column) => Math.max(...cells.map((row) => widthOf(row[column] ?? ''))))
  const numeric = names.map((_, column) => rows.every((row) => /^(-?\d[\d,.]*)?$/.test(row[column] ?? '')))
  const line = (row: readonly string[]): string =>
    row
      .map((text, column) => {
        const gap = ' '.repeat((widths[column] ?? 0) - widthOf(text))
        return numeric[column] ? gap + text : text + gap
      })
      .join('  ')
      .trimEnd()
  const [header = [], ...body] = cells
  return [line(header), widths.map((width) => '─'.repeat(width)).join('  '), ...body.map(line)]
}

const oneLine = (text: string): string => text.replaceAll(/\r?\n/g, '↵').replaceAll(/\p{Cc}/gu, ' ')

const cut = (text: string, width: number): string => {
  if (widthOf(text) <= width) return text
  let kept = ''
  for (const { segment } of SEGMENTER.segment(text)) {
    if (widthOf(kept + segment) >= width) break
    kept += segment
  }
  return `${kept}…`
}

const SEGMENTER = new Intl.Segmenter()

/** Terminal columns: East Asian letters and emoji take two, marks none. */
const widthOf = (text: string): number => {
  let width = 0
  for (const { segment } of SEGMENTER.segment(text)) width += WIDE.test(segment) ? 2 : 1
  return width
}

const WIDE =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Emoji_Presentation}\u3000-\u303F\uFF00-\uFF60]/u
