/**
 * A fake Stockroom API as a real HTTP server. `GET /items` lists items above `after_version` by ascending version,
 * `GET /warehouses` lists by code. Both page by an opaque `next_cursor`, null on the last page.
 * Run it with `node examples/second-source/sandbox.ts`.
 */
import { createServer } from 'node:http'
import process from 'node:process'

export interface Stockroom {
  /** `http://127.0.0.1:PORT` */
  readonly url: string
  /** Path and query of each request so far. */
  readonly requests: readonly string[]
  /** Adds or changes an item, which gets the next version. */
  change(sku: string, quantity: number): void
  close(): Promise<void>
}

export interface StockroomOptions {
  /** Default: 250. */
  readonly items?: number
  /** Default: any free port. */
  readonly port?: number
  /** Replaces the answer to the nth request (1-based); `hang` never answers. */
  readonly instead?: (nth: number) => Answer | 'hang' | undefined
}

export interface Answer {
  readonly status: number
  readonly headers?: Readonly<Record<string, string>>
  readonly body: unknown
}

export const stockroomToken = 'stockroom-token-81c4'

export async function startStockroom({
  items: count = 250,
  port = 0,
  instead,
}: StockroomOptions = {}): Promise<Stockroom> {
  const items = new Map<string, Item>()
  const requests: string[] = []
  let latest = 0
  const change = (sku: string, quantity: number) => {
    latest += 1
    items.set(sku, { sku, name: `Item ${sku}`, quantity, warehouse: 'BER', version: latest })
  }
  for (let n = 1; n <= count; n += 1) change(`sku-${n}`, n % 17)

  const answer = (url: URL, authorization: string | undefined): Answer => {
    if (authorization !== `Bearer ${stockroomToken}`) {
      return { status: 401, body: { error: `Unknown token: ${authorization}` } }
    }
    if (url.pathname === '/items') {
      const rows = [...items.values()].toSorted((a, b) => a.version - b.version)
      const keyed = rows.map((row) => ({ key: row.version, row }))
      return page(keyed, Number(url.searchParams.get('after_version') ?? 0), url.searchParams)
    }
    if (url.pathname === '/warehouses') {
      return page(
        warehouses.map((row, index) => ({ key: index + 1, row })),
        0,
        url.searchParams,
      )
    }
    return { status: 404, body: { error: 'No such path' } }
  }

  const server = createServer((incoming, outgoing) => {
    const url = new URL(`http://stockroom${incoming.url ?? '/'}`)
    const nth = requests.push(url.pathname + url.search)
    const reply = instead?.(nth) ?? answer(url, incoming.headers.authorization)
    if (reply === 'hang') return
    outgoing.writeHead(reply.status, { 'content-type': 'application/json', ...reply.headers })
    outgoing.end(typeof reply.body === 'string' ? reply.body : JSON.stringify(reply.body))
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(port, '127.0.0.1', resolve)
  })
  const address = server.address()
  return {
    url: `http://127.0.0.1:${typeof address === 'object' && address ? address.port : port}`,
    requests,
    change,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

interface Item {
  readonly sku: string
  readonly name: string
  readonly quantity: number
  readonly warehouse: string
  readonly version: number
}

const warehouses = [
  { code: 'BER', city: 'Berlin' },
  { code: 'LIS', city: 'Lisbon' },
  { code: 'OSL', city: null },
]

/** The cursor is the key of the last row, so changes in between do not shift pages. */
function page(rows: readonly { key: number; row: object }[], after: number, query: URLSearchParams): Answer {
  const limit = Number(query.get('limit') ?? 100)
  const cursor = query.get('cursor')
  const from = cursor === null ? after : Number(Buffer.from(cursor, 'base64url').toString())
  const rest = rows.filter(({ key }) => key > from)
  const given = rest.slice(0, limit)
  const last = given.at(-1)
  const hasMore = last !== undefined && rest.length > given.length
  return {
    status: 200,
    body: {
      data: given.map(({ row }) => row),
      next_cursor: hasMore ? Buffer.from(String(last.key)).toString('base64url') : null,
    },
  }
}

if (import.meta.main) {
  const { url } = await startStockroom({ port: 8787 })
  const config = { token: stockroomToken, base_url: url }
  process.stdout.write(`${url} is a Stockroom. The source's configuration:\n\n${JSON.stringify(config)}\n`)
}
