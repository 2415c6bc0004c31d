import fc from 'fast-check'
import { createAccount } from '../../sandbox/account.ts'
import { isHiddenId, PAST_ENDS } from '../../sandbox/api.ts'
import type { FaultRule } from '../../sandbox/faults.ts'
import { LAYOUTS } from '../../sandbox/layout.ts'
import { createRandom } from '../../sandbox/random.ts'
import { createClient } from '../../src/justcall/api/client.ts'
import { settingsOf } from '../../src/justcall/config/settings.ts'
import { callsAi } from '../../src/justcall/streams/calls-ai.ts'
import { contacts } from '../../src/justcall/streams/contacts.ts'
import { users } from '../../src/justcall/streams/users.ts'
import { virtualContext } from '../../testing/context.ts'
import { createForm } from '../../testing/form.ts'
import { createVirtualClock } from '../../testing/virtual-clock.ts'
import { createNetwork, credentials } from './world.ts'
// A stream loads these when it is read, which no virtual clock can wait for.
import '../../src/justcall/api/v2-1/plain-list.ts'
import '../../src/justcall/reading/read-plain-list.ts'

const streams = { users, contacts, calls_ai: callsAi } as const

/** A list that is read whole, how the API pages it, and what happens to it meanwhile. */
export const plainHistories = fc.record({
  list: fc.constantFrom('users', 'contacts', 'calls_ai'),
  seed: fc.integer({ min: 1, max: 1_000_000 }),
  rows: fc.integer({ min: 1, max: 60 }),
  perPage: fc.integer({ min: 2, max: 15 }),
  pageCap: fc.constantFrom(undefined, undefined, 2, 5),
  workers: fc.integer({ min: 1, max: 6 }),
  order: fc.constantFrom('newest', 'oldest', 'none'),
  listsTwice: fc.constantFrom(...Array(7).fill(false), true),
  hides: fc.constantFrom(...Array(7).fill(undefined), 'from-pages' as const, 'from-list' as const),
  pastEnd: fc.constantFrom(...PAST_ENDS),
  v21: fc.record({
    firstPage: fc.constantFrom(0, 1),
    totalCount: fc.constantFrom(true, true, false),
    totalCountEverywhere: fc.boolean(),
    linkAtEnd: fc.constantFrom('' as const, null, 'absent' as const, 'always' as const),
    emptyLinks: fc.constantFrom(false, false, true),
    bareLinks: fc.boolean(),
    shortPages: fc.constantFrom(false, false, true),
    wrongCurrentPage: fc.constantFrom(false, false, true),
  }),
  layout: fc.constantFrom(...LAYOUTS),
  events: fc.array(
    fc.record({
      /** Before this request. */
      at: fc.integer({ min: 1, max: 30 }),
      kind: fc.constantFrom('add', 'edit', 'remove'),
      pick: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
    }),
    { maxLength: 8 },
  ),
  faults: fc.array(
    fc.record({
      fault: fc.constantFrom<FaultRule['fault'][]>(500, 503, 429, 'empty-object', 'cut-body', 'reset'),
      request: fc.integer({ min: 1, max: 20 }),
    }),
    { maxLength: 3 },
  ),
})

/** How many requests lie between a row that comes and one that goes. */
const apart = 8

type PlainHistory = typeof plainHistories extends fc.Arbitrary<infer T> ? T : never

/** Reads the list once. @throws Error that names what was lost or doubled. */
export async function livePlain(history: PlainHistory): Promise<void> {
  const { list, seed, v21, hides, listsTwice, order, pastEnd, pageCap } = history
  const now = Date.parse('2026-03-12T09:30:00Z')
  const clock = createVirtualClock(now)
  const account = createAccount({
    seed,
    calls: list === 'calls_ai' ? history.rows * 4 : 10,
    agents: list === 'users' ? history.rows : 3,
    contacts: history.rows,
  })
  const isCounted = v21.totalCount && (list !== 'contacts' || v21.totalCountEverywhere)
  const hidden = isCounted ? hides : undefined
  const isLinked = !v21.emptyLinks
  const rows = account.lists[list]
  const idsNow = () => rows.visible(clock.now()).map(({ id }) => Number(id))
  const listed = idsNow()
  let throughout = new Set(listed)
  const ever = new Set(listed)
  const lastAt = { add: Number.NEGATIVE_INFINITY, remove: Number.NEGATIVE_INFINITY }
  const happen = ({ kind, pick }: PlainHistory['events'][number], nth: number) => {
    const ids = idsNow()
    const id = ids[Math.floor(pick * ids.length)]
    // Where nothing is counted, only what comes at the end can be seen to come.
    if (kind !== 'edit' && !isCounted && (kind === 'remove' || order !== 'oldest')) return
    // A row that goes while another comes cannot be seen to: not all answers are pages of the list, nor do they come in their order.
    if (kind !== 'edit') {
      if (nth - lastAt[kind === 'add' ? 'remove' : 'add'] <= apart) return
      lastAt[kind] = nth
    }
    if (kind === 'add') ever.add(Number(rows.add({}, clock.now())['id']))
    else if (id !== undefined && kind === 'remove') rows.remove(id, clock.now())
    else if (id !== undefined) rows.edit(id, { name: `edited ${pick}` }, clock.now())
    throughout = throughout.intersection(new Set(idsNow()))
  }
  const random = createRandom(seed)
  const { transport } = createNetwork(
    {
      account,
      form: createForm('v2.1', account, v21),
      clock,
      random,
      layouts: [history.layout],
      behaviour: {
        api: 'v2.1',
        ...v21,
        // What no reader could tell apart is left out, as in the histories of the calls.
        linkAtEnd: v21.linkAtEnd === 'always' && pastEnd === '400' ? null : v21.linkAtEnd,
        wrongCurrentPage: v21.wrongCurrentPage && pastEnd !== 'clamp',
        emptyLinks: v21.emptyLinks && (isCounted || pastEnd !== '400'),
        shortPages: v21.shortPages && hidden === undefined && !listsTwice && (isCounted || isLinked),
        order,
        listsTwice,
        hides: hidden,
        pastEnd,
        ...(pageCap === undefined ? {} : { pageCap }),
      },
      onRequest: (nth) => {
        for (const event of history.events) if (event.at === nth) happen(event, nth)
      },
      onAnswer: () => {},
    },
    history.faults.map(({ fault, request }) => ({ fault, when: { request } })),
  )
  const warnings: string[] = []
  const context = virtualContext(clock, {
    signal: new AbortController().signal,
    random,
    notify: (update) => {
      if (update.type === 'log' && update.level === 'WARN') warnings.push(update.message)
    },
  })
  const config = {
    ...credentials,
    start_date: '2026-01-01',
    api_version: 'v2.1',
    per_page: history.perPage,
    num_workers: history.workers,
  } as const
  const settings = settingsOf(config)
  const patience = { giveUpAfter: 300_000, maxWait: settings.maxWait }
  const client = await createClient(transport, settings, patience, context)
  const stream = streams[list]({ client: async () => client })
  const sent: number[] = []
  const incomplete: string[] = []
  const read = async () => {
    for await (const item of stream.read({ config, syncMode: 'full_refresh', state: undefined }, context)) {
      if (item.type === 'records') sent.push(...item.records.map(({ json }) => Number(JSON.parse(json).id)))
      if (item.type === 'log' && item.level === 'WARN') incomplete.push(item.message)
    }
  }
  await clock.run(read())
  if (new Set(sent).size !== sent.length) throw new Error('2: a row came twice')
  const unknown = sent.find((id) => !ever.has(id))
  if (unknown !== undefined) throw new Error(`4: ${unknown} was never listed`)
  const isSilent = !incomplete.some((message) => message.includes('may not be complete'))
  const lost = [...throughout].find((id) => !sent.includes(id) && (hidden === undefined || !isHiddenId(id)))
  if (lost !== undefined && isSilent) throw new Error(`1: ${lost} never came`)
  const isQuiet = history.events.length === 0 && !listsTwice && hidden === undefined
  if (isQuiet && !isSilent) throw new Error(`a list that does not move is not complete: ${incomplete}`)
}
