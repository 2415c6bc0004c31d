import { toInstantText } from '../../days.ts'
import { draw, mix } from '../../random.ts'
import type { Fields } from '../../row-list.ts'
import { createStandingRows } from '../../rows.ts'
import type { Endpoint, World } from '../endpoint.ts'

/** The agents of the account. */
export const users: Endpoint = {
  path: '/v2.1/users',
  key: 'id',
  total: 'total_count',
  perPage: { usual: 50, most: 100 },
  filters: {
    available: {
      takes: ['true', 'false', '1', '0'],
      fits: (row, only) => only === 'false' || only === '0' || row['available'] === 'Yes',
    },
    group_id: {
      takes: 'number',
      fits: ({ groups }, id) => JSON.stringify(groups).includes(`"group_id":${id},`),
    },
    role: { fits: (row, role) => row['role'] === role },
    email: { fits: (row, email) => row['email'] === email },
  },
  rows: (world) => ({
    rows: createStandingRows(world.team.agents.length),
    idOf: (seq) => world.team.agents[seq]?.id ?? (world.team.agents.at(-1)?.id ?? 0) + seq,
    draw: (seq) => drawUser(world, seq),
  }),
}

const drawUser = ({ settings, team }: World, nth: number): Fields => {
  const key = mix(mix(settings.seed) ^ mix(nth) ^ 0x05e25a11)
  const { role, name, email, timezone, extension } = team.profile(nth)
  const available = draw(key, 1) < 0.8
  const numbers = (whose: (number: number) => number) =>
    team.numbers.flatMap((number, place) => (whose(place) === nth ? [team.digits(number)] : []))
  return {
    role,
    name,
    email,
    extension,
    groups: team.groupsOf(nth).map((place) => {
      const { id, name: groupName } = team.group(place)
      return { group_id: id, group_name: groupName }
    }),
    owned_numbers: numbers(team.ownerOf),
    shared_numbers: team.agents.length > 1 ? numbers(team.sharedTo) : [],
    created_at: secondText(settings.from - (1 + draw(key, 2)) * YEAR_MS),
    last_login_timestamp: secondText(settings.to - draw(key, 3) * WEEK_MS),
    timezone,
    working_hours_type: draw(key, 4) < 0.5 ? 'Always Open' : 'Custom',
    available: available ? 'Yes' : 'No',
    unavailability_reason: available ? null : 'Break',
    on_call: available && draw(key, 5) < 0.2 ? 'Yes' : 'No',
  }
}

const WEEK_MS = 7 * 86_400_000
const YEAR_MS = 365 * 86_400_000

const secondText = (instant: number) => toInstantText(instant).replace('T', ' ').replace('Z', '')
