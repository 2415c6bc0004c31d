import fc from 'fast-check'

/** One change to a JSON text: which node, counted as it is written, and what becomes of it. */
export interface Edit {
  readonly at: number
  readonly how: 'drop' | 'replace' | 'list' | 'object' | 'twice' | 'rename'
  /** Of `replace` and `rename`. */
  readonly text: string
}

/** JSON that few expect: what a double, a text or an object cannot hold, what nests deeper than a stack, names of prototypes. */
const strange: readonly string[] = [
  ...[
    'null',
    'true',
    'false',
    '0',
    '-0',
    '-1',
    '1',
    '0.1',
    '1e400',
    '-1e400',
    '1e-400',
    '1000000',
    '9007199254740991',
    '"1000000"',
    '123456789012345678901234567890',
  ],
  ...[
    '""',
    '" "',
    '"0"',
    '"-1"',
    '"1e9"',
    '"\\u0000"',
    '"\\ud800"',
    '"\\udc00x"',
    '"\\u2028\\u0085"',
    '"null"',
    '"\\ufeff"',
  ],
  ...[
    '"2026-03-10"',
    '"2026-02-30"',
    '"2026-03-10T25:00:00Z"',
    '"9999-12-31T23:59:59Z"',
    '"0000-00-00"',
    '"2026-03-11 10:00:00"',
  ],
  ...[
    '[]',
    '{}',
    '[null]',
    '[[]]',
    '[{}]',
    '{"toString":1,"valueOf":1}',
    '{"__proto__":null}',
    '{"__proto__":{"a":1}}',
  ],
  ...[
    '{"toJSON":1}',
    '{"length":-1}',
    '{"constructor":{"prototype":1}}',
    '{"then":1}',
    '[{"toString":null,"valueOf":null}]',
  ],
  JSON.stringify('long '.repeat(20_000)),
  JSON.stringify('\ud83d\ude00'.repeat(3_000)),
  ...[100, 3_000, 20_000].flatMap((depth) => [
    `${'['.repeat(depth)}${']'.repeat(depth)}`,
    `${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`,
  ]),
]

const names = [
  '__proto__',
  'constructor',
  'toString',
  'hasOwnProperty',
  'then',
  '',
  '\u0000',
  '\ud800',
  'api_key',
  'id',
  'data',
]

/** @param more snippets of JSON that this place may be given besides. */
export const edits = (more: readonly string[] = []): fc.Arbitrary<Edit> =>
  fc.oneof(
    {
      weight: 3,
      arbitrary: fc.record({
        at: fc.nat(200),
        how: fc.constant('replace' as const),
        text: fc.oneof(fc.constantFrom(...strange, ...more), fc.json({ maxDepth: 3 })),
      }),
    },
    {
      weight: 2,
      arbitrary: fc.record({
        at: fc.nat(200),
        how: fc.constantFrom('drop', 'list', 'object', 'twice'),
        text: fc.constant(''),
      }),
    },
    {
      weight: 1,
      arbitrary: fc.record({
        at: fc.nat(200),
        how: fc.constant('rename' as const),
        text: fc.oneof(fc.constantFrom(...names), fc.string()).map((name) => JSON.stringify(name)),
      }),
    },
  )

/** A value as JSON text, with changes. */
export function editedJson(value: unknown, changes: readonly Edit[]): string {
  const count = nodesIn(value)
  const byNode = new Map(changes.map((change) => [change.at % count, change]))
  let nodes = 0
  const write = (part: unknown): string | undefined => {
    const change = byNode.get(nodes)
    nodes += 1
    const own = writeOwn(part)
    switch (change?.how) {
      case 'drop':
        return undefined
      case 'replace':
        return change.text
      case 'list':
        return `[${own}]`
      case 'object':
        return `{"a":${own}}`
      default:
        return own
    }
  }
  const writeOwn = (part: unknown): string => {
    if (Array.isArray(part)) return `[${part.map(write).filter((text) => text !== undefined)}]`
    if (typeof part !== 'object' || part === null) return JSON.stringify(part)
    const members = Object.entries(part).flatMap(([name, inner]) => {
      const change = byNode.get(nodes)
      const text = write(inner)
      if (text === undefined) return []
      const member = `${change?.how === 'rename' ? change.text : JSON.stringify(name)}:${text}`
      return change?.how === 'twice' ? [`${JSON.stringify(name)}:null`, member] : [member]
    })
    return `{${members.join()}}`
  }
  return write(value) ?? ''
}

const nodesIn = (value: unknown): number =>
  typeof value === 'object' && value !== null
    ? Object.values(value).reduce<number>((sum, inner) => sum + nodesIn(inner), 1)
    : 1

/** What happens to a text on its way into a file or an answer. */
export const mishaps = fc.oneof(
  { weight: 12, arbitrary: fc.constant({ how: 'none' as const, at: 0 }) },
  {
    weight: 4,
    arbitrary: fc.record({
      how: fc.constantFrom('cut', 'noise', 'bom', 'crlf', 'trailing', 'twice', 'utf16', 'half', 'spaces'),
      at: fc.nat(100_000),
    }),
  },
)

type Mishap = typeof mishaps extends fc.Arbitrary<infer T> ? T : never

export function bytesOf(text: string, { how, at }: Mishap): Buffer {
  const bytes = Buffer.from(text)
  const place = at % (bytes.length + 1)
  const insert = (...noise: number[]) =>
    Buffer.concat([bytes.subarray(0, place), Buffer.from(noise), bytes.subarray(place)])
  switch (how) {
    case 'none':
      return bytes
    case 'cut':
      return bytes.subarray(0, place)
    case 'noise':
      return insert(at % 256, (at * 7) % 256)
    case 'half':
      return insert(0xed, 0xa0, 0x80)
    case 'bom':
      return Buffer.from(`\ufeff${text}`)
    case 'crlf':
      return Buffer.from(text.replaceAll(',', ',\r\n'))
    case 'trailing':
      return Buffer.from(`${text}\n// ${at}`)
    case 'twice':
      return Buffer.from(`${text}\n${text}`)
    case 'utf16':
      return Buffer.from(`\ufeff${text}`, 'utf16le')
    case 'spaces':
      return Buffer.from(`${' '.repeat(at % 100)}${text}\t\n`)
  }
}

/** Any bytes, often near to JSON. */
export const anyBytes: fc.Arbitrary<Buffer> = fc.oneof(
  fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes)),
  fc.json().map((text) => Buffer.from(text)),
  fc.string({ unit: 'binary' }).map((text) => Buffer.from(text)),
  fc.constantFrom(...strange).map((text) => Buffer.from(text)),
)
