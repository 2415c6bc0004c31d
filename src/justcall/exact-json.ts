/**
 * `JSON.parse` that keeps every number as it was sent. A number that a double cannot hold becomes a raw JSON value,
 * which `JSON.stringify` writes digit by digit as it came. Texts without such numbers, nearly all, are parsed at full speed.
 * @throws SyntaxError as `JSON.parse` does.
 */
export function parseJsonExactly(text: string): unknown {
  const json = text.charCodeAt(0) === 0xfeff ? text.slice(1) : text
  if (!longNumber.test(json) || typeof rawJson !== 'function') return JSON.parse(json)
  return JSON.parse(json, keepSource)
}

/** The text of a number that was kept raw; undefined for any other value. */
export function rawNumber(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null || isRaw?.(value) !== true) return undefined
  return JSON.stringify(value)
}

/** A number too long or too large for a double to be sure of it, wherever a value can stand; seldom inside a text. */
const longNumber = /[:,[\s]-?(?:[\d.]{16}|[\d.]+[eE][+-]?\d)/

function keepSource(this: unknown, _key: string, value: unknown, context?: { source?: string }): unknown {
  if (typeof value !== 'number' || context?.source === undefined) return value
  return isExact(value, context.source) ? value : (rawJson?.(context.source) ?? value)
}

function isExact(value: number, source: string): boolean {
  return Number.isFinite(value) && decimal(JSON.stringify(value)) === decimal(source)
}

/** Sign, digits and exponent of a JSON number, the same for every way to write it. */
function decimal(source: string): string {
  const [, sign = '', whole = '', fraction = '', exponent = '0'] =
    /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/.exec(source) ?? []
  const digits = (whole + fraction).replace(/^0+/, '')
  const significant = digits.replace(/0+$/, '')
  if (significant === '') return `${sign}0`
  return `${sign}${significant}e${Number(exponent) - fraction.length + digits.length - significant.length}`
}

// Part of the language since 2025, and not yet in the type library; Node 20 has neither.
const { rawJSON: rawJson, isRawJSON: isRaw } = JSON as {
  rawJSON?: (text: string) => object
  isRawJSON?: (value: unknown) => boolean
}
