import { draw } from '../random.ts'
import { FAMILY_NAMES, GIVEN_NAMES } from '../vocabulary.ts'

/** Numbers are shown without a plus. */
export const digitsOf = (number: unknown): unknown =>
  typeof number === 'string' ? number.replace(/^\+/, '') : number

/** Half of the contacts are known by name. */
export const contactName = (number: unknown): string | null => {
  const key = Number(String(number).slice(-4)) || 0
  if (draw(key, 1) < 0.5) return null
  const pick = (names: readonly string[], lane: number) => names[Math.floor(draw(key, lane) * names.length)]
  return `${pick(GIVEN_NAMES, 2)} ${pick(FAMILY_NAMES, 3)}`
}

const LINE_NAMES = ['Sales', 'Support', 'Billing']

export const lineName = (number: unknown): string | null => {
  const key = Number(String(number).slice(-4)) || 0
  return LINE_NAMES[key % (LINE_NAMES.length + 1)] ?? null
}

export const emailOf = (name: unknown): string | null =>
  typeof name === 'string'
    ? `${name
        .normalize('NFD')
        .toLowerCase()
        .replace(/[^a-z ]/g, '')
        .replaceAll(' ', '.')}@example.com`
    : null
