import * as Plot from '@observablehq/plot'
import { percent } from '../numbers.ts'
import { DAY_PARTS, type Day } from '../report.ts'

const parts = (days: readonly Day[]) =>
  days.flatMap((day) =>
    DAY_PARTS.map(({ name, label }) => ({ day: day.day, label, count: day[name] })).filter(
      ({ count }) => count > 0,
    ),
  )

const missedOf = ({ missed, calls }: Day): string => (calls === 0 ? '' : percent(missed / calls))

/** The weekday over the date, which names the month only where it begins. */
const dayLabel = (day: string, nth: number): string => {
  const [weekday, date, month] = day.split(' ')
  return `${weekday}\n${date}${nth === 0 || date === '01' ? ` ${month}` : ''}`
}

const color = {
  domain: DAY_PARTS.map(({ label }) => label),
  range: DAY_PARTS.map(({ name }) => `var(--${name})`),
}
const segment = {
  fill: 'label',
  stroke: 'var(--card)',
  strokeWidth: 0.75,
  title: ({ label, count }: { readonly label: string; readonly count: number }) => `${label}: ${count}`,
}

/** A column a day, for wide pages. */
export const dayColumns = (days: readonly Day[], width: number): Plot.PlotOptions => ({
  width,
  height: 334,
  marginTop: 26,
  marginRight: 0,
  marginBottom: 68,
  marginLeft: 50,
  x: { domain: days.map(({ day }) => day), padding: 0.22 },
  y: { insetTop: 4 },
  color,
  marks: [
    Plot.gridY({ stroke: 'var(--grid)', strokeOpacity: 1, ticks: 5 }),
    Plot.axisY({ label: null, ticks: 5, tickSize: 0, fill: 'var(--muted)' }),
    Plot.axisX({
      label: null,
      tickSize: 0,
      tickFormat: dayLabel,
      lineHeight: 1.2,
      fill: 'var(--muted)',
    }),
    Plot.barY(parts(days), { x: 'day', y: 'count', ...segment }),
    Plot.text(days, { x: 'day', y: 'calls', text: ({ calls }) => String(calls), dy: -9, fontWeight: 600 }),
    Plot.text(days, { x: 'day', frameAnchor: 'bottom', dy: 58, text: missedOf, fill: 'var(--missed)' }),
    Plot.text(['missed'], { frameAnchor: 'bottom-left', dx: -50, dy: 58, fill: 'var(--missed)' }),
  ],
})

/** A row a day, for narrow pages. */
export const dayRows = (days: readonly Day[], width: number): Plot.PlotOptions => ({
  width,
  height: 26 + days.length * 22,
  marginTop: 22,
  marginRight: 92,
  marginBottom: 4,
  marginLeft: 86,
  x: { axis: null },
  y: { domain: days.map(({ day }) => day), padding: 0.25 },
  color,
  marks: [
    Plot.axisY({ label: null, tickSize: 0, fill: 'var(--muted)' }),
    Plot.barX(parts(days), { y: 'day', x: 'count', ...segment }),
    Plot.text(days, {
      y: 'day',
      x: 'calls',
      text: ({ calls }) => String(calls),
      dx: 6,
      textAnchor: 'start',
      fontWeight: 600,
    }),
    Plot.text(days, { y: 'day', text: missedOf, ...rightEdge }),
    Plot.text(['missed'], { ...rightEdge, frameAnchor: 'top-right', dy: -16 }),
  ],
})

const rightEdge = { frameAnchor: 'right', dx: 91, textAnchor: 'end', fill: 'var(--missed)' } as const
