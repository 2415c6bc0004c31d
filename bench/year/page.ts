import { writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { median } from '../ratio.ts'
import { counted } from '../result.ts'
import { growth } from './account.ts'
import { network } from './api.ts'
import type { Sync } from './live.ts'
import { writePlots } from './plots.ts'

const folder = fileURLToPath(new URL('../../docs/scale', import.meta.url))

/** The whole time in a table, and its last month beside its first. */
export function summary(syncs: readonly Sync[]): string[] {
  // The first sync loads what was there before: it is reported apart.
  const [first, ...hourly] = syncs
  if (first === undefined) return []
  const month = 30 * 24
  const spans = [hourly, hourly.slice(0, month), hourly.slice(-month)] as const
  const row = (what: string, of: (sync: Sync) => number, show: (value: number) => string): string[] => [
    what,
    show(of(first)),
    ...spans.map((span) => show(median(span.map(of)))),
    show(Math.max(...hourly.map(of))),
  ]
  const rows = [
    ['a sync', 'the first', 'median', 'in the first month', 'in the last month', 'most'],
    row('requests', ({ requests }) => requests, counted),
    row('refused for quota', ({ refused }) => refused, counted),
    row('new calls', ({ added }) => added, counted),
    row('changed calls', ({ changed }) => changed, counted),
    row('seconds', ({ duration }) => duration / 1000, tenths),
    row('state, kB', ({ state }) => state / 1000, tenths),
  ]
  const widths = rows[0]?.map((_, place) => Math.max(...rows.map((each) => each[place]?.length ?? 0))) ?? []
  const lines = rows.map(
    (each) => `| ${each.map((cell, place) => cell.padEnd(widths[place] ?? 0)).join(' | ')} |`,
  )
  const rule = `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`
  return [...lines.slice(0, 1), rule, ...lines.slice(1)]
}

const tenths = (value: number): string => value.toFixed(1)

/** Writes `docs/scale/year.md` and its plots. */
export function writeYear(syncs: readonly Sync[]): void {
  const sum = (of: (sync: Sync) => number) => syncs.reduce((total, sync) => total + of(sync), 0)
  const [requests, added, changed] = [
    sum((sync) => sync.requests),
    sum((sync) => sync.added),
    sum((sync) => sync.changed),
  ]
  const [least, most] = network.milliseconds
  const plots = writePlots(syncs, folder)
  const lines = [
    '# A year of hourly syncs',
    '',
    `Written by \`npm run bench:year\`: ${counted(syncs.length)} syncs with the connector's own planner, client, rate limiter and reader, against the`,
    "API of the sandbox, in one process and on a virtual clock. No time here is a machine's: a second is what the API's latency and",
    "the plan's quota make of it.",
    '',
    `The account grows from ${growth.atFirst} calls a working day to ${growth.atLast}, a fifth of that at week-ends, and has ${growth.daysBefore} days of history at the first sync.`,
    `${Math.round(growth.late * 100)} % of its calls are listed up to 6 hours after their end, and ${Math.round(growth.filledIn * 100)} % get their notes, tags and disposition up to 8 hours after it. The`,
    `plan allows ${network.requestsAMinute} requests a minute and ${network.connections} connections; a request takes ${least} to ${most} ms. The configuration is the default one.`,
    '',
    ...summary(syncs),
    '',
    `In all: ${counted(requests)} requests, ${counted(sum((sync) => sync.refused))} refused for quota; ${counted(added)} calls, each sent once as it was first listed, and ${counted(changed)} sent`,
    'again because they had changed. The run fails if a call that the account lists in the end was not sent as it is, or if one was',
    'sent again unchanged.',
    '',
    ...plots.flatMap(({ file, title }) => [`![${title}](${file})`, '']),
  ]
  writeFileSync(`${folder}/year.md`, lines.join('\n'))
}
