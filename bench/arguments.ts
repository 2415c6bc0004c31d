import { Command, InvalidArgumentError } from 'commander'

/** What the bench can measure, in the order in which it does. */
export const parts = ['start', 'read', 'scripts', 'workers', 'second', 'memory', 'image'] as const

export type Part = (typeof parts)[number]

export interface Arguments {
  readonly rounds: number
  readonly peer: boolean
  readonly only: readonly Part[]
  /** Whether docs/performance.md is written: a page of some of the parts would be no page. */
  readonly page: boolean
}

/** Ends the process with one sentence if they make no sense. */
export function parseArguments(argv: readonly string[]): Arguments {
  const command = new Command('npm run bench --')
    .description('Measures the connector beside what it is held against, and writes docs/performance.md.')
    .option('--rounds <number>', 'how often everything that is compared runs in turn, 1 to 50', rounds, 5)
    .option('--peer', "also run Airbyte's low-code engine and the Faros kit, installed once for it", false)
    .option('--only <parts>', `some of ${parts.join(', ')}, joined by commas; writes no page`, some, parts)
    .option('--print', 'write no page', false)
    .parse(argv, { from: 'user' })
  const { rounds: times, peer, only, print } = command.opts<Options>()
  return { rounds: times, peer, only, page: !print && only.length === parts.length }
}

interface Options {
  readonly rounds: number
  readonly peer: boolean
  readonly only: readonly Part[]
  readonly print: boolean
}

function rounds(text: string): number {
  const value = Number(text)
  if (/^\d+$/.test(text) && value >= 1 && value <= 50) return value
  throw new InvalidArgumentError('It takes a whole number from 1 to 50.')
}

function some(text: string): readonly Part[] {
  const names = text.split(',')
  const unknown = names.find((name) => !parts.some((part) => part === name))
  if (unknown !== undefined) throw new InvalidArgumentError(`There is no part "${unknown}".`)
  return parts.filter((part) => names.includes(part))
}
