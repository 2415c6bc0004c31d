import { draw, mix } from '../../random.ts'
import type { Fields } from '../../row-list.ts'
import { createStandingRows } from '../../rows.ts'
import { dateAndTime } from '../dates.ts'
import type { Endpoint, World } from '../endpoint.ts'

/** Groups of agents. */
export const userGroups: Endpoint = {
  path: '/v2.1/user_groups',
  key: 'id',
  total: 'total_count',
  perPage: { usual: 50, most: 100 },
  rows: (world) => ({
    rows: createStandingRows(world.team.groupCount),
    idOf: (seq) => world.team.group(seq).id,
    draw: (seq) => drawGroup(world, seq),
  }),
}

const drawGroup = ({ settings: { seed, from, to }, team }: World, nth: number): Fields => {
  const key = mix(mix(seed) ^ mix(nth) ^ 0x6709b5)
  const { name, extension } = team.group(nth)
  const members = team.members(nth).map(team.profile)
  return {
    group_name: name,
    group_extension: extension,
    updated_on: dateAndTime(from + draw(key, 1) * (to - from)).join(' '),
    total_members: members.length,
    members,
  }
}
