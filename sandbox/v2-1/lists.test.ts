import { describe, expect, test } from 'vitest'
import { createAccount } from '../account.ts'
import type { Fields } from '../row-list.ts'
import { ask, NOW, rowsIn } from './asking.ts'
import { ENDPOINTS, LIST_NAMES } from './endpoints/endpoints.ts'

const HOUR = 3_600_000
const TEXT = { sms_date: '2026-03-10', sms_time: '09:30:00' }

const account = createAccount({ calls: 2000, agents: 9, contacts: 150, timeZoneOffsetMinutes: 120 })
const rows = (name: (typeof LIST_NAMES)[number]) => account.lists[name].visible(NOW)
const idsOf = (some: readonly Fields[]) => some.map((row) => Number(row['id'] ?? row['call_id']))

describe('one account', () => {
  test.each(LIST_NAMES)('%s are the same for the same seed, with unique ids', (name) => {
    const read = (seed: number) => createAccount({ seed, calls: 500 }).lists[name].visible(NOW)
    expect(read(3)).toEqual(read(3))
    expect(read(3)).not.toEqual(read(4))
    expect(new Set(idsOf(read(3))).size).toBe(read(3).length)
    expect(read(3).length).toBeGreaterThan(0)
  })

  test('has as many contacts, texts and sales dialer calls as asked for', () => {
    const { lists } = createAccount({ contacts: 7, texts: 8, salesCalls: 101, to: '2026-03-10' })
    expect(lists.contacts.visible(NOW)).toHaveLength(7)
    expect(lists.texts.visible(NOW)).toHaveLength(8)
    expect(lists.sales_dialer_calls.visible(NOW)).toHaveLength(101)
    expect(lists.sales_dialer_campaigns.visible(NOW)).toHaveLength(3)
    const none = createAccount({ contacts: 0, salesCalls: 0 }).lists
    expect(none.contacts.visible(NOW)).toEqual([])
    expect(none.sales_dialer_campaigns.visible(NOW)).toEqual([])
    expect(none.texts.visible(NOW).length).toBeGreaterThan(0)
  })

  test('users are the agents of calls, by id, name and e-mail', () => {
    const users = new Map(rows('users').map((user) => [user['id'], user]))
    const calls = rowsIn(ask(account, { per_page: 100 }))
    const answered = calls.filter(({ agent_id: id }) => id !== null)
    expect(answered.length).toBeGreaterThan(0)
    for (const { agent_id: id, agent_name: name, agent_email: email } of answered) {
      expect(users.get(id)).toMatchObject({ name, email })
    }
  })

  test('the first user has the zone of the account', () => {
    expect(rows('users')[0]).toMatchObject({ timezone: 'Etc/GMT-2' })
  })

  test('phone numbers are those of calls, and their owners have them', () => {
    const numbers = rows('phone_numbers').map((row) => row['justcall_number'])
    expect(numbers).toEqual(account.numbers.map((number) => number.slice(1)))
    const owned = rows('users').flatMap((user) => user['owned_numbers'])
    expect(owned.toSorted()).toEqual(numbers.toSorted())
  })

  test('groups have the users as members that say so', () => {
    const groups = rows('user_groups')
    expect(groups).toHaveLength(3)
    for (const { id, group_name: name, members, total_members: total } of groups) {
      const expected = rows('users').filter(({ groups: own }) =>
        JSON.stringify(own).includes(JSON.stringify({ group_id: id, group_name: name })),
      )
      expect(total).toBe(expected.length)
      expect(members).toMatchObject(expected.map((user) => ({ id: user['id'], name: user['name'] })))
    }
  })

  test('contacts are people that calls show under the same name', () => {
    const calls = account.visible(NOW).flatMap(({ from, to }) => [String(from), String(to)])
    const parents = rows('contacts').filter((row) => row['parent_contact_id'] === null)
    expect(parents.length).toBeGreaterThan(100)
    for (const { contact_number: number } of parents) expect(calls).toContain(`+${number}`)
    const names = new Map(parents.map((row) => [row['contact_number'], row['name']]))
    const known = rowsIn(ask(account, { per_page: 100 })).filter((row) => names.has(row['contact_number']))
    expect(known.length).toBeGreaterThan(0)
    for (const row of known) expect(row['contact_name']).toBe(names.get(row['contact_number']))
  })

  test('a second number of a contact is a row of its own', () => {
    const parent = rows('contacts').find(({ other_numbers: others }) => JSON.stringify(others) !== '[]')
    const child = rows('contacts').find((row) => row['parent_contact_id'] === parent?.['id'])
    expect(parent).toMatchObject({ other_numbers: [{ number: child?.['contact_number'] }] })
    expect(child?.['name']).toBe(parent?.['name'])
  })

  test('texts and sales dialer calls are between agents and contacts', () => {
    const contacts = rows('contacts').map((row) => row['contact_number'])
    const users = rows('users').map((row) => row['id'])
    const campaigns = rows('sales_dialer_campaigns').map((row) => row['id'])
    for (const row of [...rows('texts'), ...rows('sales_dialer_calls')]) {
      expect(contacts).toContain(row['contact_number'])
      expect(users).toContain(row['agent_id'])
    }
    for (const { campaign } of rows('sales_dialer_calls')) {
      expect(campaigns.map((id) => expect.objectContaining({ id }))).toContainEqual(campaign)
    }
  })

  test('AI rows are of answered calls, by their id', () => {
    const answered = account
      .visible(NOW)
      .filter(({ status }) => status === 'completed')
      .map(({ call_id: id }) => account.logIdOf(id))
    const analysed = idsOf(rows('calls_ai'))
    expect(analysed.length).toBeGreaterThan(100)
    expect(analysed.filter((id) => !answered.includes(id))).toEqual([])
  })

  test('more contacts than callers are people who never called', () => {
    const many = createAccount({ calls: 10, contacts: 5000 }).lists.contacts.visible(NOW)
    expect(new Set(many.map((row) => row['contact_number'])).size).toBe(5000)
  })
})

describe('rows that come, change and go', () => {
  test.each(LIST_NAMES)('%s can be edited and removed, at once or later', (name) => {
    const { lists } = createAccount({ calls: 200, agents: 9 })
    const [first, second] = idsOf(lists[name].visible(NOW))
    if (first === undefined || second === undefined) throw new Error(`too few ${name}`)
    lists[name].edit(first, { note: 'new', [ENDPOINTS[name].key]: 1 }, NOW)
    expect(lists[name].get(first, NOW - 1)).not.toHaveProperty('note')
    expect(lists[name].get(first, NOW)).toMatchObject({ note: 'new' })
    expect(idsOf(lists[name].visible(NOW))).toContain(first)
    lists[name].remove(second, NOW)
    expect(idsOf(lists[name].visible(NOW - 1))).toContain(second)
    expect(idsOf(lists[name].visible(NOW))).not.toContain(second)
    lists[name].remove(first)
    expect(idsOf(lists[name].visible(NOW - HOUR))).not.toContain(first)
    expect(() => lists[name].remove(1)).toThrow(`No row of ${name} 1 in this account`)
  })

  test.each(['users', 'contacts', 'phone_numbers', 'user_groups', 'calls_ai'] as const)(
    '%s can be added, and come last',
    (name) => {
      const { lists } = createAccount({})
      const before = idsOf(lists[name].visible(NOW))
      const { id } = lists[name].add({ name: 'Late Comer' }, NOW)
      expect(idsOf(lists[name].visible(NOW - 1))).toEqual(before)
      expect(idsOf(lists[name].visible(NOW))).toEqual([...before, id])
      expect(Number(id)).toBeGreaterThan(before.at(-1) ?? 0)
      expect(() => lists[name].add({ id })).toThrow(`Row ${id} of ${name} exists already`)
    },
  )

  test('a text is added at its own date and listed then, or later', () => {
    const { lists } = createAccount({ texts: 20, to: '2026-03-11', timeZoneOffsetMinutes: -300 })
    const text = lists.texts.add({ ...TEXT, direction: 'Incoming' }, NOW)
    expect(text).toMatchObject({ ...TEXT, sms_user_date: '2026-03-10', sms_user_time: '04:30:00' })
    const times = lists.texts.visible(NOW).map((row) => `${row['sms_date']} ${row['sms_time']}`)
    expect(times).toEqual(times.toSorted())
    expect(times).toHaveLength(21)
    expect(lists.texts.visible(NOW - 1)).toHaveLength(20)
    expect(() => lists.texts.add({ direction: 'Incoming' })).toThrow('needs its date and time')
  })

  test('texts are listed late, and delivered later, as calls are', () => {
    const moment = Date.parse('2026-02-01T00:00:00Z')
    const texts = (options: object) => createAccount({ texts: 2000, ...options }).lists.texts.visible(moment)
    const punctual = texts({})
    expect(texts({ late: { share: 1, upToMs: 48 * HOUR } }).length).toBeLessThan(punctual.length)
    const sent = (some: readonly Fields[]) => some.filter((row) => row['delivery_status'] === 'Sent')
    expect(sent(punctual)).toEqual([])
    expect(sent(texts({ filledIn: { share: 1, upToMs: 48 * HOUR } })).length).toBeGreaterThan(0)
  })
})
