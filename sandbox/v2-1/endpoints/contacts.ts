import { dayOf } from '../../days.ts'
import { draw, mix } from '../../random.ts'
import type { Fields } from '../../row-list.ts'
import { createStandingRows } from '../../rows.ts'
import { NOTES } from '../../vocabulary.ts'
import type { Endpoint, World } from '../endpoint.ts'

/** The people that agents have saved. Without `across_team`, only those of the key's owner. */
export const contacts: Endpoint = {
  path: '/v2.1/contacts',
  key: 'id',
  total: undefined,
  perPage: { usual: 50, most: 500 },
  lastFetched: 'last_contact_id_fetched',
  widenedBy: 'across_team',
  filters: {
    agent_ids: { takes: 'number', fits: (row, id) => String(row['agent_id']) === id },
    contact_number: { fits: (row, number) => row['contact_number'] === number },
    first_name: { fits: (row, name) => row['first_name'] === name },
    last_name: { fits: (row, name) => row['last_name'] === name },
    status: {
      takes: ['blacklist', 'dnd', 'dnm'],
      fits: ({ status }, word) => JSON.stringify(status).includes(`"${word}":true`),
    },
  },
  rows: (world) => ({
    rows: createStandingRows(world.contacts.count),
    idOf: (seq) => world.contacts.at(seq).id,
    draw: (seq) => drawContact(world, seq),
  }),
}

/** One contact in ten has a second number, which is a row of its own and comes next. */
const hasChild = (nth: number, count: number) => nth % 10 === 8 && nth + 1 < count
const isChild = (nth: number, count: number) => nth % 10 === 9 && nth < count

const drawContact = ({ settings, contacts: all, team }: World, nth: number): Fields => {
  const key = mix(mix(settings.seed) ^ mix(nth) ^ 0x0c0417ac)
  const { number } = all.at(nth)
  const { name, email, agent } = all.at(isChild(nth, all.count) ? nth - 1 : nth)
  const [first = '', ...rest] = name.split(' ')
  const created = settings.from - draw(key, 1) * YEAR_MS
  const updated = dayOf(created + draw(key, 2) * (settings.to - created), 0)
  const child = hasChild(nth, all.count) ? all.at(nth + 1) : undefined
  const note = draw(key, 3) < 0.2 ? NOTES[Math.floor(draw(key, 4) * NOTES.length)] : undefined
  return {
    parent_contact_id: isChild(nth, all.count) ? all.at(nth - 1).id : null,
    name,
    first_name: first,
    last_name: rest.join(' '),
    contact_number: team.digits(number),
    other_numbers: child
      ? [{ contact_relation_id: child.id, label: 'Mobile', number: team.digits(child.number) }]
      : [],
    email,
    extension: null,
    company: COMPANIES[Math.floor(draw(key, 5) * COMPANIES.length)],
    address: null,
    notes:
      note === undefined
        ? []
        : [
            {
              id: 70_000 + nth,
              description: note,
              added_at: `${updated} 10:30:00`,
              last_updated_at: `${updated} 10:30:00`,
            },
          ],
    status: { blacklist: draw(key, 6) < 0.02, dnd: draw(key, 7) < 0.05, dnm: false },
    status_updated_at: updated,
    created_at: dayOf(created, 0),
    last_updated_at: updated,
    agent_id: agent?.id ?? null,
  }
}

const YEAR_MS = 365 * 86_400_000
const COMPANIES = ['Acme', 'Globex', 'Initech', 'Müller & Söhne', null] as const
