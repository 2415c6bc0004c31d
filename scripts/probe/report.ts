import { nameOf } from './anonymous.ts'
import type { Answer } from './answer.ts'
import { envelopeOf } from './compare.ts'

export interface Report {
  answer(title: string, answer: Answer): void
  finding(what: string, found: string): void
  findings(lines: readonly string[]): void
  rows(title: string, lines: readonly string[]): void
  text(): string
}

/** @returns Markdown, in the order in which it was asked. Titles and findings are the probe's own words. */
export function createReport(): Report {
  const lines = ['# What the JustCall API answered']
  const sections: string[] = []
  let headerNames = ''
  const add = (found: readonly string[]) => lines.push(...found.map((line) => `- ${line}`))

  return {
    answer(title, answer) {
      lines.push('', `## ${title}`, '')
      add([`HTTP ${answer.status ?? 'failed: no answer'}, ${sizeOf(answer)}`])
      const names = [...answer.headers.keys()].map(nameOf).join(', ')
      // They are alike in most answers.
      if (names !== '' && names !== headerNames) add([`headers: ${names}`])
      headerNames = names
      add(limitsOf(answer.headers))
      add(envelopeOf(answer))
    },
    finding(what, found) {
      add([`**${what}**: ${found}`])
    },
    findings: add,
    rows(title, found) {
      if (found.length > 0) sections.push('', `## ${title}`, '', ...found.map((line) => `- ${line}`))
    },
    text: () => `${[...lines, ...sections].join('\n')}\n`,
  }
}

const sizeOf = ({ body, bytes }: Answer): string =>
  body ? 'a JSON object' : bytes === 0 ? 'no body' : `no JSON object, ${bytes} bytes`

/** Limits are the plan's, not the account's. A moment is said from now on, as the server's clock has it. */
function limitsOf(headers: Headers): string[] {
  const date = Date.parse(headers.get('date') ?? '')
  return [...headers]
    .filter(([name]) => /rate-?limit|^retry-after$/.test(name))
    .map(([name, value]) => {
      if (!/^\d{1,10}$/.test(value)) return `${nameOf(name)}: another text`
      const number = Number(value)
      if (number < 1_000_000_000) return `${nameOf(name)}: ${number}`
      return `${nameOf(name)}: a moment in Unix seconds, ${Math.round(number - date / 1000)} s from the Date header`
    })
}
