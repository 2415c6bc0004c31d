import { readFile } from 'node:fs/promises'
import type { DuckDBConnection } from '@duckdb/node-api'

export interface Report {
  readonly days: readonly Day[]
  readonly agents: readonly Agent[]
  /** 24 hours from midnight on. */
  readonly missedByHour: readonly number[]
}

export interface Day {
  readonly day: string
  readonly calls: number
  readonly completed: number
  readonly voicemail: number
  readonly missed: number
  readonly other: number
}

export interface Agent {
  readonly agent: string
  readonly calls: number
  readonly hours: number
  /** A share, 0 to 1. */
  readonly answered: number
}

/** What the calls of a day are divided into. */
export const DAY_PARTS = [
  { name: 'completed', label: 'completed' },
  { name: 'voicemail', label: 'voicemail' },
  { name: 'missed', label: 'missed' },
  { name: 'other', label: 'busy or still on' },
] as const satisfies readonly { name: keyof Day; label: string }[]

export type DayPart = (typeof DAY_PARTS)[number]['name']

/** Asks the questions of `report.sql`. */
export const askReport = async (connection: DuckDBConnection): Promise<Report> => {
  const file = await readFile(new URL('report.sql', import.meta.url), 'utf8')
  const ask = async (name: string) => {
    const reader = await connection.runAndReadAll(statement(file, name))
    return reader.getRowObjectsJS()
  }
  const days = await ask('days')
  const agents = await ask('agents')
  const hours = await ask('missed_by_hour')
  return {
    days: days.map((row) => ({
      day: String(row['day']),
      calls: Number(row['calls']),
      completed: Number(row['completed']),
      voicemail: Number(row['voicemail']),
      missed: Number(row['missed']),
      other: Number(row['other']),
    })),
    agents: agents.map((row) => ({
      agent: String(row['agent']),
      calls: Number(row['calls']),
      hours: Number(row['hours']),
      answered: Number(row['answered']),
    })),
    missedByHour: hours.map((row) => Number(row['missed'])),
  }
}

/**
 * Asked before a sync, it gives the question to ask after it: how many calls of the lookback of a day were read again and,
 * unchanged, not sent again.
 */
export const keptBackSince = async (connection: DuckDBConnection): Promise<() => Promise<number>> => {
  const count = async (sql: string) => Number((await connection.runAndReadAll(sql)).value(0, 0))
  const cursor = await count('select epoch_ms(max(started_at)) from calls')
  const latest = await count('select epoch_ms(max(_airbyte_extracted_at)) from calls')
  return () =>
    count(`
      select count(*) from calls
      where started_at >= make_timestamptz(${cursor} * 1000) - interval 1 day
      and _airbyte_extracted_at <= make_timestamptz(${latest} * 1000)`)
}

const statement = (file: string, name: string): string => {
  const section = file.split('-- name: ').find((part) => part.startsWith(`${name}\n`))
  if (section === undefined) throw new Error(`report.sql has no query named ${name}`)
  return section.slice(name.length)
}
