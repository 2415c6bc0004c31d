import { bar, shade, stack } from './bars.ts'
import { percent } from './numbers.ts'
import type { Paint, Style } from './paint.ts'
import { type Agent, DAY_PARTS, type Day, type DayPart, type Report } from './report.ts'

/** The report as lines of at most 100 columns, readable without colour. */
export const picture = (report: Report, paint: Paint): string[] => [
  paint('bold', `Calls a day, the last ${report.days.length} days`),
  legend(paint),
  ...dayLines(report.days, paint),
  '',
  paint('bold', `${'The busiest agents'.padEnd(20)}${'calls'.padEnd(32)}${'talk time'.padEnd(27)}answered`),
  ...agentLines(report.agents, paint),
  '',
  paint('bold', 'Missed calls by hour of the day, voicemail included (UTC-5)'),
  ...hourLines(report.missedByHour, paint),
]

const LOOKS: Readonly<Record<DayPart, { readonly fill: string; readonly style: Style }>> = {
  completed: { fill: '█', style: 'green' },
  voicemail: { fill: '▓', style: 'cyan' },
  missed: { fill: '▒', style: 'red' },
  other: { fill: '░', style: 'yellow' },
}

const block = (part: DayPart, length: number, paint: Paint): string => {
  const { fill, style } = LOOKS[part]
  return length === 0 ? '' : paint(style, fill.repeat(length))
}

const legend = (paint: Paint): string =>
  DAY_PARTS.map(({ name, label }) => `${block(name, 2, paint)} ${label}`).join('   ')

const dayLines = (days: readonly Day[], paint: Paint): string[] => {
  const most = Math.max(...days.map(({ calls }) => calls))
  return days.map((day) => {
    const counts = DAY_PARTS.map(({ name }) => day[name])
    const lengths = stack(counts, most, 64)
    const blocks = DAY_PARTS.map(({ name }, nth) => block(name, lengths[nth] ?? 0, paint))
    const missed =
      day.calls === 0 ? '' : paint('dim', `${percent(day.missed / day.calls).padStart(4)} missed`)
    return `${day.day}  ${blocks.join('')} ${day.calls}  ${missed}`.trimEnd()
  })
}

const agentLines = (agents: readonly Agent[], paint: Paint): string[] => {
  const mostCalls = Math.max(...agents.map(({ calls }) => calls))
  const mostHours = Math.max(...agents.map(({ hours }) => hours))
  return agents.map(({ agent, calls, hours, answered }) =>
    [
      agent.padEnd(20),
      paint('cyan', bar(calls, mostCalls, 22).padEnd(22)),
      String(calls).padStart(6).padEnd(10),
      paint('cyan', bar(hours, mostHours, 16).padEnd(16)),
      `${hours.toFixed(1)} h`.padStart(8).padEnd(11),
      paint('green', bar(answered, 1, 12).padEnd(12)),
      percent(answered).padStart(5),
    ].join(''),
  )
}

const hourLines = (missed: readonly number[], paint: Paint): string[] => {
  const most = Math.max(...missed)
  const cells = missed.map((count) => shade(count, most).repeat(3))
  return [
    paint('dim', missed.map((_, hour) => String(hour).padStart(2, '0').padEnd(4)).join('')),
    cells.map((cell) => paint('red', cell)).join(' '),
    missed.map((count) => String(count).padEnd(4)).join(''),
  ].map((line) => line.trimEnd())
}
