/**
 * `JSON.parse` without loss of precision. A number that a double cannot hold becomes a raw JSON value, which
 * `JSON.stringify` writes unchanged. Texts without such numbers are parsed at full speed.
 * @throws SyntaxError as `JSON.parse` does.
 */
export function parseJsonExactly(text: string): unknown {
  const json = text.charCodeAt(0) === 0xfeff ? text.slice(1) : text
  if (typeof rawJson !== 'function' || !mayLoseDigits(json)) return JSON.parse(json)
  // Throws if the text is not JSON.
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

/** Doubles of 16 digits and more, such as 0.034999999999999996, are common. They are exact, and not worth the slower way. */
function mayLoseDigits(json: string): boolean {
  for (const [, found = ''] of json.matchAll(numberWithExponent)) if (!isExact(found)) return true
  return hasInexactRun(json)
}

/** Looks back from an exponent, since those within text are fewer than the beginnings of numbers. */
const numberWithExponent = /\d[eE][+-]?\d+(?<=[:,[\s](-?[\d.]+[eE][+-]?\d+))/g

/**
 * Whether a number of 16 characters or more is not exact; shorter ones always are. Every 16th character is within each of
 * them, so the others need not be looked at.
 */
function hasInexactRun(json: string): boolean {
  for (let at = 15; at < json.length; at += 16) {
    if (!isDigitOrPoint(json.charCodeAt(at))) continue
    let begin = at
    while (isDigitOrPoint(json.charCodeAt(begin - 1))) begin -= 1
    while (isDigitOrPoint(json.charCodeAt(at))) at += 1
    if (at - begin < 16) continue
    const before = json.charAt(json[begin - 1] === '-' ? begin - 2 : begin - 1)
    if (':,[ \t\r\n'.includes(before) && !isExact(json.slice(begin, at))) return true
  }
  return false
}

const isDigitOrPoint = (code: number) => (code >= 48 && code <= 57) || code === 46

/** Quotes, escapes and numbers. Matching whole strings would overflow on long ones. */
const quoteOrNumber = /"|\\.|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/g

/** A prefix that no string in the JSON begins with, escaped or not. */
function markFor(json: string): string {
  let mark = '\uE000'
  while (json.includes(mark)) mark += '\uE000'
  return /\\ue000/i.test(json) ? `${mark}\uE001${json.length}` : mark
}

/** Replaces marked strings with raw numbers. Iterative, since a value may be nested deeper than the stack. */
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

/** Attributes as `JSON.parse` sets them. Assignment would not define `__proto__`. */
const dataProperty = { configurable: true, enumerable: true, writable: true }

function isExact(source: string): boolean {
  const value = Number(source)
  const shortest = JSON.stringify(value)
  return Number.isFinite(value) && (shortest === source || decimal(shortest) === decimal(source))
}

/** A canonical form of a JSON number: sign, digits and exponent. */
function decimal(source: string): string {
  const [, sign = '', whole = '', fraction = '', exponent = '0'] =
    /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/.exec(source) ?? []
  const digits = (whole + fraction).replace(/^0+/, '')
  const significant = digits.replace(/0+$/, '')
  if (significant === '') return `${sign}0`
  return `${sign}${significant}e${Number(exponent) - fraction.length + digits.length - significant.length}`
}

// Not yet in the type library. Node 20 has neither.
const { rawJSON: rawJson, isRawJSON: isRaw } = JSON as {
  rawJSON?: (text: string) => object
  isRawJSON?: (value: unknown) => boolean
}
