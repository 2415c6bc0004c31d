/** `npm run bench:year -- [--days 365]`: a year of hourly syncs of a growing account, in some minutes. */
import process from 'node:process'
import { Command, InvalidArgumentError } from 'commander'
import { live } from './live.ts'
import { summary, writeYear } from './page.ts'

const year = 365
const command = new Command('npm run bench:year --')
  .description(
    'Lives through hourly syncs of a growing account on a virtual clock, and writes docs/scale/year.md.',
  )
  .option('--days <number>', 'how many days, 1 to 365; fewer than a year write no page', days, year)
  .parse()
const { days: length } = command.opts<{ readonly days: number }>()
const syncs = await live(length, (day) => {
  if (day % 30 === 0) process.stderr.write(`${day} days\n`)
})
process.stdout.write(`${summary(syncs).join('\n')}\n`)
if (length === year) writeYear(syncs)

function days(text: string): number {
  const value = Number(text)
  if (/^\d+$/.test(text) && value >= 1 && value <= year) return value
  throw new InvalidArgumentError('It takes a whole number from 1 to 365.')
}
