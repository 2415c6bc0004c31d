import * as Plot from '@observablehq/plot'
import { parseHTML } from 'linkedom'

/** A plot as the text of a file, on white, so that it is readable on dark pages too. */
export function svg(options: Plot.PlotOptions): string {
  const { document } = parseHTML('<html></html>')
  const figure = Plot.plot({
    document,
    width: 860,
    marginRight: 70,
    marginTop: 16,
    marginBottom: 40,
    style: { background: 'white', color: '#24292f', fontSize: '12px' },
    ...options,
  })
  figure.setAttribute('xmlns', 'http://www.w3.org/2000/svg')
  return `${figure.outerHTML}\n`
}
