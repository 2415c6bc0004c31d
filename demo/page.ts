import { readFileSync } from 'node:fs'
import { parseHTML } from 'linkedom'
import type { Api } from '../sandbox/v2-1/behaviour.ts'
import { draw } from './charts/draw.ts'
import { paletteCss } from './charts/palette.ts'
import { count } from './numbers.ts'
import { charts, costs, figures, type Table } from './page-content.ts'
import { DAY_PARTS } from './report.ts'
import type { Outcome } from './tour.ts'

/** The report as a page that loads nothing. Each chart is there twice, for wide and narrow pages, and as a table. */
export const page = ({ calls, report, loads }: Outcome, api: Api): string => {
  const { document } = parseHTML(readFileSync(new URL('page.html', import.meta.url), 'utf8'))
  const element = (name: string, text = '', attributes: Readonly<Record<string, string>> = {}) => {
    const made = document.createElement(name)
    made.textContent = text
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value)
    return made
  }

  const table = ({ names, rows }: Table) => {
    const head = element('tr')
    head.append(...names.map((name) => element('th', name, { scope: 'col' })))
    const body = element('tbody')
    for (const [first, ...rest] of rows) {
      const row = element('tr')
      row.append(element('th', first, { scope: 'row' }), ...rest.map((cell) => element('td', cell)))
      body.append(row)
    }
    const made = element('table')
    made.append(element('thead'), body)
    made.firstChild.append(head)
    return made
  }

  const section = (id: string, title: string) => {
    const made = element('section', '', { id, 'aria-labelledby': `${id}-title` })
    made.append(element('h2', title, { id: `${id}-title` }))
    document.querySelector('main').append(made)
    return made
  }

  document.querySelector('#palette').textContent = paletteCss(':root')
  document.querySelector('#source').textContent =
    `${count(calls)} calls of a sandbox account, loaded by source-justcall from API ${api} into DuckDB and compared with the account field by field. Days and hours are those of the account, in UTC-5.`
  for (const [name, value] of figures(report)) {
    const made = element('div')
    made.append(element('dt', name), element('dd', value))
    document.querySelector('#figures').append(made)
  }
  for (const { id, title, parts, wide, narrow, numbers } of charts(report)) {
    const made = section(id, title)
    if (parts) {
      const legend = element('ul')
      legend.append(
        ...DAY_PARTS.map(({ name, label }) => element('li', label, { style: `--part: var(--${name})` })),
      )
      made.append(legend)
    }
    for (const [width, options] of Object.entries({ wide, narrow })) {
      const figure = element('figure', '', { class: width })
      figure.innerHTML = draw(options, title)
      made.append(figure)
    }
    const details = element('details')
    details.append(element('summary', 'The numbers as a table'), table(numbers))
    made.append(details)
  }
  section('costs', 'What it took').append(table(costs(loads)))
  return `${document.toString()}\n`
}
