import { expect, test } from 'vitest'
import { openOffice } from './office.ts'

const hours = Array.from(
  { length: 7 * 2 },
  (_, nth) => Date.parse('2026-03-08T00:30:00Z') + nth * 12 * 3_600_000,
)

test.each(hours)('has calls to load, to add and to change at any hour of the week (%i)', (end) => {
  const office = openOffice({ calls: 6000, days: 60, end })
  const before = office.account.visible(office.now())
  expect(before.length).toBeGreaterThan(5900)
  const { arrived, begunBefore, edited } = office.passAnHour()
  expect(office.now()).toBe(end)
  expect(office.account.visible(end)).toHaveLength(before.length + arrived)
  expect(arrived).toBeGreaterThan(20)
  expect(begunBefore).toBeGreaterThan(0)
  expect(edited).toBeGreaterThan(2)
})

test('edits show only once the hour has passed', () => {
  const office = openOffice({ calls: 200, days: 20, end: Date.parse('2026-03-10T18:00:00Z') })
  const before = office.account.visible(office.now())
  const { edited } = office.passAnHour()
  expect(office.account.visible(office.now() - 3_600_000)).toEqual(before)
  const changed = before.filter(
    ({ call_id, notes }) => office.account.get(call_id, office.now())?.notes !== notes,
  )
  expect(changed).toHaveLength(edited)
})
