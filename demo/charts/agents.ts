import * as Plot from '@observablehq/plot'
import { count, percent } from '../numbers.ts'
import type { Agent } from '../report.ts'

interface Measure {
  readonly name: string
  readonly color: string
  value(agent: Agent): number
  text(agent: Agent): string
  /** What a whole bar stands for: the most of all agents if it is not given. */
  readonly whole?: number
}

const MEASURES: readonly Measure[] = [
  { name: 'calls', color: 'var(--calls)', value: ({ calls }) => calls, text: ({ calls }) => count(calls) },
  {
    name: 'talk time',
    color: 'var(--talk)',
    value: ({ hours }) => hours,
    text: ({ hours }) => `${hours.toFixed(1)} h`,
  },
  {
    name: 'answered',
    color: 'var(--completed)',
    value: ({ answered }) => answered,
    text: ({ answered }) => percent(answered),
    whole: 1,
  },
]

/** Three bars an agent. Where names have no room of their own, they stand above the bars. */
export const agentBars = (agents: readonly Agent[], width: number): Plot.PlotOptions => {
  const isNarrow = width < 400
  const bars = MEASURES.flatMap((measure) => {
    const whole = measure.whole ?? Math.max(...agents.map(measure.value))
    return agents.map((agent) => ({
      agent: agent.agent,
      measure: measure.name,
      share: measure.value(agent) / whole,
      text: measure.text(agent),
      color: measure.color,
    }))
  })
  const place = { fx: 'measure', y: 'agent' } as const
  const bar = { ...place, insetTop: isNarrow ? 15 : 0, rx: 2 } as const
  const name = { fx: () => MEASURES[0]?.name, y: 'agent', text: 'agent', textAnchor: 'start' } as const
  return {
    width,
    height: 30 + agents.length * (isNarrow ? 42 : 28),
    marginTop: 26,
    marginRight: 0,
    marginBottom: 4,
    marginLeft: isNarrow ? 0 : 116,
    fx: { axis: null, domain: MEASURES.map(({ name }) => name), padding: 0.05 },
    x: { axis: null, domain: [0, 1.9] },
    y: { axis: null, domain: agents.map(({ agent }) => agent), padding: 0.3 },
    marks: [
      Plot.text(MEASURES, {
        fx: 'name',
        text: 'name',
        frameAnchor: 'top-left',
        dy: -18,
        fill: 'var(--muted)',
      }),
      isNarrow ? Plot.text(agents, { ...name, x: 0, dy: -10 }) : Plot.axisY({ label: null, tickSize: 0 }),
      Plot.barX(bars, { ...bar, x: 1, fill: 'var(--grid)' }),
      Plot.barX(bars, { ...bar, x: 'share', fill: 'color' }),
      Plot.text(bars, { ...place, x: 1, text: 'text', textAnchor: 'start', dx: 6, dy: isNarrow ? 7 : 0 }),
    ],
  }
}
