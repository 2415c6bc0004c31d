import * as Plot from '@observablehq/plot'
import { parseHTML } from 'linkedom'

/** A chart as the text of an SVG element that takes its colours from the palette around it. */
export const draw = (options: Plot.PlotOptions, label: string): string => {
  const { document } = parseHTML('<html></html>')
  const figure = Plot.plot({ document, style: { fontSize: '12px' }, ...options })
  // The chart has one name, and a table beside it; names of its marks would only be in the way.
  for (const mark of figure.querySelectorAll('[aria-label]')) mark.removeAttribute('aria-label')
  figure.setAttribute('role', 'img')
  figure.setAttribute('aria-label', label)
  // Its rules would hold for the whole document; the text's own attributes are enough.
  for (const style of figure.querySelectorAll('style')) style.remove()
  return figure.outerHTML
}
