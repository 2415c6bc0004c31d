import type { StreamOutput } from '../airbyte/source.ts'

export const info = (message: string): StreamOutput => ({ type: 'log', level: 'INFO', message })

export const warn = (message: string): StreamOutput => ({ type: 'log', level: 'WARN', message })
