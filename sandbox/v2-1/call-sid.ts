import { draw } from '../random.ts'

export const callSid = (key: number): string =>
  `CA${[1, 2, 3, 4].map((lane) => hex(draw(key, lane))).join('')}`

const hex = (at: number): string =>
  Math.floor(at * 2 ** 32)
    .toString(16)
    .padStart(8, '0')
