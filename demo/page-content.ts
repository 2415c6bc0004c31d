import type { PlotOptions } from '@observablehq/plot'
import { agentBars } from './charts/agents.ts'
import { dayColumns, dayRows } from './charts/days.ts'
import { hourColumns } from './charts/hours.ts'
import { COST_NAMES, costRows, type Load } from './costs.ts'
import { count, percent } from './numbers.ts'
import { DAY_PARTS, type Report } from './report.ts'

export interface Table {
  readonly names: readonly string[]
  readonly rows: readonly (readonly string[])[]
}

export interface Chart {
  readonly id: string
  readonly title: string
  /** Its colours are the parts of a day. */
  readonly parts?: boolean
  readonly wide: PlotOptions
  readonly narrow: PlotOptions
  readonly numbers: Table
}

/** What the page draws. */
export const charts = ({ days, agents, missedByHour }: Report): Chart[] => [
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
    title: 'Missed calls by hour of the day, voicemail included',
    wide: hourColumns(missedByHour, HALF),
    narrow: hourColumns(missedByHour, NARROW),
    numbers: {
      names: ['hour', 'missed calls'],
      rows: missedByHour.map((missed, hour) => [clock(hour), count(missed)]),
    },
  },
]

/** A column a sync, so that it fits on narrow pages. */
export const costs = (loads: readonly Load[]): Table => {
  const [[, ...syncs] = [], ...rows] = COST_NAMES.map((name, nth) => [
    name,
    ...costRows(loads).map((row) => row[nth] ?? ''),
  ])
  return { names: ['each sync', ...syncs], rows }
}

/** What it says in numbers first. */
export const figures = ({ days, missedByHour }: Report): (readonly [name: string, value: string])[] => {
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

const WIDE = 1070
const HALF = 500
const NARROW = 340
