/**
 * `JSON.parse` that keeps every number as it was sent. A number that a double cannot hold becomes a raw JSON value,
 * which `JSON.stringify` writes digit by digit as it came. Texts without such numbers, nearly all, are parsed at full speed.
 * @throws SyntaxError as `JSON.parse` does.
 */
export function parseJsonExactly(text: string): unknown {
  const json = text.charCodeAt(0) === 0xfeff ? text.slice(1) : text
  if (!longNumber.test(json) || typeof rawJson !== 'function') return JSON.parse(json)
  // What is no JSON ends here, before it is taken apart.
  const plain: unknown = JSON.parse(json)
  const mark = markFor(json)
  let isText = false
  const marked = json.replace(quoteOrNumber, (token) => {
    if (token === '"') isText = !isText
    return isText || !/\d$/.test(token) || isExact(token) ? token : `"${mark}${token}"`
  })
  return marked === json ? plain : unmark(JSON.parse(marked), mark)
}

/** The text of a number that was kept raw; undefined for any other value. */
export function rawNumber(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null || isRaw?.(value) !== true) return undefined
  return JSON.stringify(value)
}

/** A number too long or too large for a double to be sure of it, wherever a value can stand; seldom inside a text. */
const longNumber = /[:,[\s]-?(?:[\d.]{16}|[\d.]+[eE][+-]?\d)/

/** What begins or ends a text, what does not end one, and numbers: a text at once would be too much for a long one. */
const quoteOrNumber = /"|\\.|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/g

/** A text that begins no string of the JSON, however it is escaped there. */
function markFor(json: string): string {
  let mark = '\uE000'
  while (json.includes(mark)) mark += '\uE000'
  return /\\ue000/i.test(json) ? `${mark}\uE001${json.length}` : mark
}

/** Puts raw numbers where marked texts stand; with a list of its own, since a value may be nested deeper than the stack. */
function unmark(value: unknown, mark: string): unknown {
  const root = { value }
  const open: object[] = [root]
  for (let holder = open.pop(); holder !== undefined; holder = open.pop()) {
    for (const [name, inner] of Object.entries(holder)) {
      if (typeof inner === 'object' && inner !== null) open.push(inner)
      else if (typeof inner === 'string' && inner.startsWith(mark)) {
        Object.defineProperty(holder, name, { ...dataProperty, value: rawJson?.(inner.slice(mark.length)) })
      }
    }
  }
  return root.value
}

/** As `JSON.parse` defines its own, so that a name like `__proto__` is one like any other. */
const dataProperty = { configurable: true, enumerable: true, writable: true }

function isExact(source: string): boolean {
  const value = Number(source)
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
