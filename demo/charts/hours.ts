import * as Plot from '@observablehq/plot'

/** Missed calls in 24 columns, with their numbers where these have room. */
export const hourColumns = (missed: readonly number[], width: number): Plot.PlotOptions => {
  const isNarrow = width < 400
  const hours = missed.map((count, hour) => ({ count, hour: String(hour).padStart(2, '0') }))
  return {
    width,
    height: 254,
    marginTop: 24,
    marginRight: 0,
    marginBottom: 26,
    marginLeft: isNarrow ? 36 : 4,
    x: { domain: hours.map(({ hour }) => hour), padding: 0.2 },
    ...(isNarrow ? {} : { y: { axis: null } }),
    marks: [
      Plot.axisX({
        label: null,
        tickSize: 0,
        fill: 'var(--muted)',
        fontSize: 11,
        ...(isNarrow ? { ticks: hours.map(({ hour }) => hour).filter((_, nth) => nth % 3 === 0) } : {}),
      }),
      ...(isNarrow
        ? [
            Plot.gridY({ stroke: 'var(--grid)', strokeOpacity: 1, ticks: 5 }),
            Plot.axisY({ label: null, ticks: 5, tickSize: 0, fill: 'var(--muted)' }),
          ]
        : [
            Plot.text(hours, {
              x: 'hour',
              y: 'count',
              text: ({ count }) => String(count),
              dy: -9,
              fontSize: 11,
            }),
          ]),
      Plot.barY(hours, { x: 'hour', y: 'count', fill: 'var(--missed)', rx: 1.5 }),
      Plot.ruleY([0], { stroke: 'var(--muted)' }),
    ],
  }
}
