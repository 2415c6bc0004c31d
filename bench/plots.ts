import { mkdirSync, writeFileSync } from 'node:fs'
import * as Plot from '@observablehq/plot'
import { median } from './ratio.ts'
import { type Bar, distance, type PlotName, type Result } from './result.ts'
import { svg } from './svg.ts'

const titles: Readonly<Record<PlotName, string>> = {
  start: 'From the start of a command to its end, ms',
  speed: 'A whole read, calls a second',
  cpu: 'CPU time a call, µs',
  memory: 'Peak memory of a read, MiB',
  workers: 'Workers at 200 ms a request: times as fast as one',
}

const ourColor = '#1f6feb'
const otherColor = '#9aa4b2'

export interface PlotFile {
  readonly file: string
  readonly title: string
}

/** Writes a plot of the goals, and one for each kind of bar that was measured. */
export function writePlots(results: readonly Result[], bars: readonly Bar[], folder: string): PlotFile[] {
  mkdirSync(folder, { recursive: true })
  const write = (name: string, title: string, text: string): PlotFile => {
    writeFileSync(`${folder}/${name}.svg`, text)
    return { file: `${name}.svg`, title }
  }
  const kinds = [...new Set(bars.map(({ plot }) => plot))]
  return [
    write('goals', 'How far from each goal', drawGoals(results)),
    ...kinds.map((kind) => write(kind, titles[kind], drawBars(kind, bars))),
  ]
}

function drawBars(kind: PlotName, all: readonly Bar[]): string {
  const bars = all
    .filter(({ plot }) => plot === kind)
    .map(({ name, values, ours }) => ({
      name,
      value: median(values),
      least: Math.min(...values),
      most: Math.max(...values),
      fill: ours ? ourColor : otherColor,
    }))
  return svg({
    height: 60 + bars.length * 28,
    marginLeft: kind === 'workers' ? 100 : 350,
    x: { label: titles[kind], grid: true, nice: true },
    y: { label: kind === 'workers' ? 'workers' : null, domain: bars.map(({ name }) => name) },
    marks: [
      Plot.barX(bars, { x: 'value', y: 'name', fill: 'fill' }),
      Plot.ruleY(bars, { x1: 'least', x2: 'most', y: 'name', stroke: '#24292f' }),
      Plot.text(bars, {
        x: 'most',
        y: 'name',
        text: ({ value }) => short(value),
        textAnchor: 'start',
        dx: 6,
      }),
      Plot.ruleX([0]),
    ],
  })
}

function drawGoals(results: readonly Result[]): string {
  const dots = results.flatMap((result) => {
    const far = distance(result)
    return far === undefined
      ? []
      : [{ name: result.what.replaceAll('`', ''), far, fill: far <= 1 ? '#1a7f37' : '#cf222e' }]
  })
  const fars = dots.map(({ far }) => far)
  return svg({
    height: 60 + dots.length * 28,
    marginLeft: 470,
    x: {
      label: 'how far from its goal, which is 1: to the left it is reached',
      type: 'log',
      grid: true,
      tickFormat: '~r',
      domain: [Math.min(0.5, ...fars) * 0.8, Math.max(2, ...fars) * 1.2],
    },
    y: { label: null, domain: dots.map(({ name }) => name) },
    marks: [
      Plot.ruleX([1], { stroke: '#24292f' }),
      Plot.ruleY(dots, { x1: 1, x2: 'far', y: 'name', stroke: 'fill' }),
      Plot.dot(dots, { x: 'far', y: 'name', fill: 'fill', r: 5 }),
      Plot.text(dots, { x: 'far', y: 'name', text: ({ far }) => far.toFixed(2), dy: -10 }),
    ],
  })
}

const short = (value: number): string =>
  value < 100 ? value.toFixed(1) : Math.round(value).toLocaleString('en')
