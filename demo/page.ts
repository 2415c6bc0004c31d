import { readFileSync } from 'node:fs'
import type { PlotOptions } from '@observablehq/plot'
import { parseHTML } from 'linkedom'
import type { Api } from '../sandbox/v2-1/behaviour.ts'
import { agentBars } from './charts/agents.ts'
import { dayColumns, dayRows } from './charts/days.ts'
import { draw } from './charts/draw.ts'
import { hourColumns } from './charts/hours.ts'
import { paletteCss } from './charts/palette.ts'
import { COST_NAMES, costRows, type Load } from './costs.ts'
import { count, percent } from './numbers.ts'
import { DAY_PARTS, type Report } from './report.ts'
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

interface Table {
  readonly names: readonly string[]
  readonly rows: readonly (readonly string[])[]
}

interface Chart {
  readonly id: string
  readonly title: string
  /** Its colours are the parts of a day. */
  readonly parts?: boolean
  readonly wide: PlotOptions
  readonly narrow: PlotOptions
  readonly numbers: Table
}

const WIDE = 1070
const HALF = 500
const NARROW = 340

const charts = ({ days, agents, missedByHour }: Report): Chart[] => [
  {
    id: 'days',
    title: `Calls a day, the last ${days.length} days`,
    parts: true,
    wide: dayColumns(days, WIDE),
    narrow: dayRows(days, NARROW),
    numbers: {
      names: ['day', 'calls', ...DAY_PARTS.map(({ label }) => label)],
      rows: days.map((day) => [day.day, count(day.calls), ...DAY_PARTS.map(({ name }) => count(day[name]))]),
    },
  },
  {
    id: 'agents',
    title: 'The busiest agents',
    wide: agentBars(agents, HALF),
    narrow: agentBars(agents, NARROW),
    numbers: {
      names: ['agent', 'calls', 'talk time, h', 'answered'],
      rows: agents.map(({ agent, calls, hours, answered }) => [
        agent,
        count(calls),
        hours.toFixed(1),
        percent(answered),
      ]),
    },
  },
  {
    id: 'hours',
    title: 'Missed calls by hour of the day',
    wide: hourColumns(missedByHour, HALF),
    narrow: hourColumns(missedByHour, NARROW),
    numbers: {
      names: ['hour', 'missed calls'],
      rows: missedByHour.map((missed, hour) => [clock(hour), count(missed)]),
    },
  },
]

/** A column a sync, so that it fits on narrow pages. */
const costs = (loads: readonly Load[]): Table => {
  const [[, ...syncs] = [], ...rows] = COST_NAMES.map((name, nth) => [
    name,
    ...costRows(loads).map((row) => row[nth] ?? ''),
  ])
  return { names: ['each sync', ...syncs], rows }
}

const figures = ({ days, missedByHour }: Report): (readonly [name: string, value: string])[] => {
  const sum = (name: 'calls' | 'completed' | 'missed') => days.reduce((total, day) => total + day[name], 0)
  const share = (name: 'completed' | 'missed') => percent(sum(name) / Math.max(1, sum('calls')))
  const worst = missedByHour.indexOf(Math.max(...missedByHour))
  return [
    [`calls in ${days.length} days`, count(sum('calls'))],
    ['of them completed', share('completed')],
    ['of them missed', share('missed')],
    ['the hour with the most missed calls', clock(worst)],
  ]
}

const clock = (hour: number): string => `${String(hour).padStart(2, '0')}:00`
