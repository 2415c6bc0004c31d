import type { Account } from './account.ts'
import { MINUTE_MS, toInstantText } from './days.ts'
import { draw, mix } from './random.ts'
import { dateAndTime } from './v2-1/dates.ts'

export interface ArrivalOptions {
  readonly perMinute: number
  readonly seed: number
  /** The first call arrives after this instant (ms). */
  readonly from: number
  /** Whether a text is sent with each call, and delivered within a minute. Default false. */
  readonly texts?: boolean
}

/**
 * Lets calls arrive at a rate, without a timer: given the time, it adds the calls that have begun since the last one.
 *
 * A call is listed when it ends; one in eight is listed while it is on, as `in-progress`. One in three has its notes and
 * tags written within ten minutes after its end.
 */
export const createArrivals = (
  account: Account,
  { perMinute, seed, from, texts = false }: ArrivalOptions,
) => {
  const gap = MINUTE_MS / perMinute
  const key = mix(seed)
  let arrived = 0
  return (now: number): void => {
    if (perMinute <= 0) return
    for (;;) {
      const start = from + (arrived + draw(key + arrived, 0)) * gap
      if (start > now) return
      arrive(account, start, key + arrived)
      if (texts) sendText(account, start, key + arrived)
      arrived += 1
    }
  }
}

const arrive = (account: Account, start: number, key: number): void => {
  const agent = account.agents[Math.floor(draw(key, 1) * account.agents.length)]
  const duration = 5 + Math.floor(draw(key, 2) * 240)
  const second = Math.floor(start / 1000) * 1000
  const end = second + duration * 1000
  const early = draw(key, 3) < 1 / 8
  const call = account.add(
    {
      started_at: toInstantText(second),
      status: 'completed',
      duration,
      voicemail: false,
      agent_id: agent?.id ?? null,
      agent_name: agent?.name ?? null,
      recording_url: `https://recordings.justcall.io/rec_${mix(key).toString(36)}.mp3`,
      disposition: null,
      notes: '',
      tags: [],
    },
    early ? Math.ceil(start) : end,
  )
  if (early) {
    const { status, ended_at, recording_url } = call
    account.edit(
      call.call_id,
      { status: 'in-progress', duration: 0, ended_at: null, recording_url: null },
      second,
    )
    account.edit(call.call_id, { status, duration, ended_at, recording_url }, end)
  }
  if (draw(key, 4) < 1 / 3) {
    const written = end + Math.ceil(draw(key, 5) * 10 * MINUTE_MS)
    account.edit(
      call.call_id,
      { notes: 'Asked for a call back.', disposition: 'Follow-up', tags: ['live'] },
      written,
    )
  }
}

const sendText = (account: Account, start: number, key: number): void => {
  const [date, time] = dateAndTime(start)
  const { lists } = account
  const text = lists.texts.add(
    { sms_date: date, sms_time: time, direction: 'Outgoing', delivery_status: 'Sent' },
    start,
  )
  const delivered = start + Math.ceil(draw(key, 6) * MINUTE_MS)
  lists.texts.edit(Number(text['id']), { delivery_status: 'Delivered' }, delivered)
}
