import type { StreamOutput } from '../airbyte/source/source.ts'

export const info = (message: string): StreamOutput => ({ type: 'log', level: 'INFO', message })

export const warn = (message: string): StreamOutput => ({ type: 'log', level: 'WARN', message })

/** "1 page", "2 pages". */
export const counted = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`
