import { agentBars } from './charts/agents.ts'
import { dayColumns } from './charts/days.ts'
import { draw } from './charts/draw.ts'
import { hourColumns } from './charts/hours.ts'
import { paletteCss } from './charts/palette.ts'
import { DAY_PARTS, type Report } from './report.ts'

/** The report as one picture, the same for the same report. It brings its own ground, whatever page it is on. */
export const card = ({ days, agents, missedByHour }: Report): string => {
  const title = `Calls a day, the last ${days.length} days`
  const description = 'Calls a day by outcome, the busiest agents, and missed calls by hour of the day.'
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${HEIGHT}" viewBox="0 0 ${WIDTH} ${HEIGHT}" font-family="system-ui, sans-serif" font-size="12" fill="var(--text)" color="var(--text)" role="img" aria-label="${description}">
<style>
${paletteCss(':root')}
.heading { font-size: 16px; font-weight: 600; }
</style>
<rect x="0.5" y="0.5" width="${WIDTH - 1}" height="${HEIGHT - 1}" rx="10" fill="var(--card)" stroke="var(--grid)"/>
<text x="24" y="38" class="heading">${title}</text>
${legend(WIDTH - 24)}
${place(draw(dayColumns(days, WIDTH - 48), title), 24, 52)}
<text x="24" y="428" class="heading">The busiest agents</text>
${place(draw(agentBars(agents, 440), 'The busiest agents'), 24, 436)}
<text x="484" y="428" class="heading">Missed calls by hour, voicemail included</text>
${place(draw(hourColumns(missedByHour, 412), 'Missed calls by hour of the day'), 484, 442)}
</svg>
`
}

const WIDTH = 920
const HEIGHT = 716

/** A drawn chart at a place in another picture. */
const place = (chart: string, x: number, y: number): string => chart.replace('<svg', `<svg x="${x}" y="${y}"`)

const legend = (right: number): string => {
  let x = right - DAY_PARTS.length * 112 - 8
  return DAY_PARTS.map(({ name, label }) => {
    const entry = `<rect x="${x}" y="27" width="12" height="12" rx="2" fill="var(--${name})"/><text x="${x + 18}" y="38">${label}</text>`
    x += 112
    return entry
  }).join('\n')
}
