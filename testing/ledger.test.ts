import { describe, expect, test } from 'vitest'
import { createAccount } from '../sandbox/account.ts'
import { createForm } from './form.ts'
import {
  comparable,
  createLedger,
  type Item,
  nextStateOf,
  receivedOf,
  recordsIn,
  statesIn,
} from './ledger.ts'

const form = createForm('v2', createAccount({ calls: 0 }), {})
const at = (hour: number) => `2026-03-10T${String(hour).padStart(2, '0')}:00:00Z`
const call = (id: string, hour = 8, notes = '') => ({ call_id: id, started_at: at(hour), notes })
const record = (...given: Parameters<typeof call>): Item => ({ record: call(...given) })
const state = (hour: number): Item => ({ state: { started_at: at(hour) } })
const startedAt = Date.parse(at(12))

const setUp = () => {
  const ledger = createLedger(form, comparable)
  const take = (items: readonly Item[], isKnown = true) =>
    ledger.take(items, { startedAt, isKnown: () => isKnown })
  return { ledger, take }
}

describe('a read', () => {
  test('adds calls and changes them', () => {
    const { ledger, take } = setUp()
    expect(take([record('a'), record('b'), state(8)])).toEqual({ added: 2, changed: 0 })
    expect(take([record('a', 8, 'new'), record('c')])).toEqual({ added: 1, changed: 1 })
    expect([ledger.has(call('c')), ledger.has(call('d'))]).toEqual([true, false])
  })

  test('may not send a call twice, nor again unchanged where it is known', () => {
    expect(() => setUp().take([record('a'), record('a')], false)).toThrow('a came twice')
    const { take } = setUp()
    take([record('a')])
    expect(() => take([record('a')], false)).not.toThrow()
    expect(() => take([record('a')])).toThrow('a came again unchanged')
  })

  test('may send a newer version once more behind an older one', () => {
    const [before, after] = [call('a', 8, 'old'), call('a', 8, 'new')]
    const items = [after, before, after].map((each) => ({ record: each }))
    const read = { startedAt, isKnown: () => true }
    const listed = { before: [before], edited: [], after: [after] }
    expect(() => setUp().ledger.take(items, { ...read, listed })).not.toThrow()
    expect(() => setUp().ledger.take(items, read)).toThrow('a came twice')
  })

  test.each<readonly [string, readonly Item[]]>([
    ['goes backwards', [record('a', 9), state(9), state(8)]],
    ['is ahead of the calls', [record('a', 9), state(10), record('b', 10)]],
    ["is past the sync's start", [record('a', 13), state(13)]],
  ])('may not have a state that %s', (_, items) => {
    expect(() => setUp().take(items)).toThrow('5: the cursor')
  })

  test('shows where its last state stands, and begins again in a full refresh', () => {
    const { ledger, take } = setUp()
    take([record('a', 9), state(9)])
    expect(ledger.cursor).toBe(Date.parse(at(9)))
    ledger.beginAnew()
    expect(() => take([record('b', 9), state(8)])).not.toThrow()
  })
})

describe('what was listed all the while', () => {
  const held = (
    came: readonly Item[],
    {
      before = [call('a')],
      edited = [],
      after = before,
    }: Partial<Record<'before' | 'edited' | 'after', ReturnType<typeof call>[]>>,
  ) => {
    const { ledger, take } = setUp()
    take(came)
    return () => ledger.holdAgainst({ before, edited, after }, ({ notes }) => notes !== 'unwanted')
  }

  test('is there, in a version that it had', () => {
    expect(held([record('a')], {})).not.toThrow()
    expect(held([], {})).toThrow('a of 1773129600000 is lost')
    expect(held([record('a', 8, 'altered')], {})).toThrow('a is not as the API gave it')
    const altered = [call('a', 8, 'altered')]
    expect(held([record('a', 8, 'altered')], { after: altered })).not.toThrow()
    expect(held([record('a', 8, 'altered')], { edited: altered })).not.toThrow()
  })

  test('is not asked for if it went or is not wanted', () => {
    expect(held([], { after: [] })).not.toThrow()
    expect(held([], { before: [call('a', 8, 'unwanted')] })).not.toThrow()
  })
})

test('the order of fields and what signs a link are no change', () => {
  const one = { a: 1, nested: { b: 'https://host/x?signature=1', c: [2] } }
  expect(comparable({ nested: { c: [2], b: 'https://host/x?signature=2' }, a: 1 })).toBe(comparable(one))
  expect(comparable({ ...one, nested: { b: 'https://host/y', c: [2] } })).not.toBe(comparable(one))
})

test('of a torn output, the whole lines were received', () => {
  const stateMessage = {
    type: 'STREAM',
    stream: { stream_descriptor: { name: 'calls' }, stream_state: { at: 1 } },
  }
  const lines = [
    { type: 'LOG', log: {} },
    { type: 'RECORD', record: { data: { id: 1 } } },
    { type: 'STATE', state: stateMessage },
    { type: 'RECORD', record: { data: { id: 2 } } },
  ].map((message) => `${JSON.stringify(message)}\n`)
  const items = receivedOf(lines.join('').slice(0, -1))
  expect(recordsIn(items)).toEqual([{ id: 1 }])
  expect(statesIn(items)).toEqual([{ at: 1 }])
  expect(nextStateOf(items)).toEqual([stateMessage])
  expect(nextStateOf([])).toBeUndefined()
})
