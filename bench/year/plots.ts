import { mkdirSync, writeFileSync } from 'node:fs'
import * as Plot from '@observablehq/plot'
import type { PlotFile } from '../plots.ts'
import { median } from '../ratio.ts'
import { svg } from '../svg.ts'
import type { Sync } from './live.ts'

const kinds: Readonly<Record<string, { readonly title: string; readonly of: (sync: Sync) => number }>> = {
  requests: { title: 'Requests a sync', of: ({ requests }) => requests },
  rows: { title: 'Rows a sync, new or changed', of: ({ added, changed }) => added + changed },
  duration: { title: 'Duration of a sync, s', of: ({ duration }) => duration / 1000 },
  state: { title: 'State at the end of a sync, kB', of: ({ state }) => state / 1000 },
}

/** Writes a plot for each thing that a sync came to: each day's median, and between which bounds its syncs were. */
export function writePlots(syncs: readonly Sync[], folder: string): PlotFile[] {
  mkdirSync(folder, { recursive: true })
  return Object.entries(kinds).map(([name, { title, of }]) => {
    writeFileSync(`${folder}/${name}.svg`, draw(title, daily(syncs, of)))
    return { file: `${name}.svg`, title }
  })
}

interface Day {
  readonly date: Date
  readonly median: number
  readonly least: number
  readonly most: number
}

function daily([, ...hourly]: readonly Sync[], of: (sync: Sync) => number): Day[] {
  const days = Map.groupBy(hourly, ({ at }) => new Date(at).toISOString().slice(0, 10))
  return [...days].map(([day, syncs]) => {
    const values = syncs.map(of)
    const [least, most] = [Math.min(...values), Math.max(...values)]
    return { date: new Date(`${day}T00:00:00Z`), median: median(values), least, most }
  })
}

function draw(title: string, days: readonly Day[]): string {
  return svg({
    height: 240,
    marginLeft: 50,
    x: { type: 'utc', label: null },
    y: { label: title, grid: true, nice: true, zero: true },
    marks: [
      Plot.areaY(days, { x: 'date', y1: 'least', y2: 'most', fill: '#1f6feb', fillOpacity: 0.2 }),
      Plot.lineY(days, { x: 'date', y: 'median', stroke: '#1f6feb' }),
      Plot.ruleY([0]),
    ],
  })
}
