import { ConfigError } from '../../airbyte/protocol/errors.ts'
import { orderedWindow } from '../../airbyte/source/ordered-window.ts'
import type { Context, StreamOutput } from '../../airbyte/source/source.ts'
import { info, warn } from '../../airbyte/source/stream-output.ts'
import { counted } from '../../airbyte/source/wording.ts'
import type { Statistics } from '../api/attempt.ts'
import type { ListPage, PlainListApi } from '../api/list-api.ts'
import { createAnomalyReport } from '../records/anomalies.ts'
import { createListPasses, type ListPasses } from './list-passes.ts'
import { fetchPage, isSame, type PagedList, pagesOf } from './pages.ts'

/** A list that does not move is complete after one pass; more are for lists whose rows come and go meanwhile. */
const mostPasses = 4

export interface PlainListRequest {
  readonly api: PlainListApi
  readonly workers: number
  /** What the client counts, for the summary. */
  readonly statistics: Readonly<Statistics>
}

/**
 * Reads a whole list, each row once, whichever pages show it, and again while rows are missing. What is held of the rows is their
 * identities.
 * @throws what the client throws.
 */
export async function* readPlainList(
  { api, workers, statistics }: PlainListRequest,
  context: Context,
): AsyncGenerator<StreamOutput, void, undefined> {
  const startedAt = context.now()
  const { noun } = api
  const anomalies = createAnomalyReport(context.notify, api)
  const passes = createListPasses()
  let sent = 0
  for (let pass = 1; ; pass += 1) {
    passes.begin()
    const list = pagedList(api, await api.page(1))
    if (pass === 1 && list.firstPage.total !== undefined)
      yield { type: 'estimate', rows: list.firstPage.total }
    for await (const page of pagesInOrder(list, workers, passes)) {
      const records = passes.take(page)
      if (pass === 1) for (const anomaly of page.anomalies) anomalies.note(anomaly)
      sent += records.length
      yield { type: 'records', records }
      context.progress({ done: sent })
    }
    if (passes.isComplete()) break
    if (passes.isRepeated() || pass === mostPasses) {
      yield warn(incomplete(noun, passes))
      break
    }
    yield info(`The list moved while it was read: ${found(noun, passes)}. It is read again.`)
  }
  for (const summary of [...anomalies.summary(), ...(api.remarks?.() ?? [])]) yield warn(summary)
  const { requests, retries, refusals } = statistics
  const seconds = ((context.now() - startedAt) / 1000).toFixed(1)
  const summary = `Read ${counted(sent, noun)}: ${counted(requests, 'request')}, retried ${retries}, refused for quota ${refusals}, ${seconds} s.`
  context.progress({ summary })
  yield info(summary)
}

/** Where an API counts rows that it does not list, a page may be empty though others follow; so many in a row end the list. */
const mostEmptyPages = 10

/** The pages until the API shows no more: those that it counts at first, and those that follow all the same. */
async function* pagesInOrder(
  list: PagedList,
  workers: number,
  passes: ListPasses,
): AsyncGenerator<ListPage, void, undefined> {
  let last = list.firstPage
  let emptyPages = 0
  const tasks = pagesOf(list)[Symbol.asyncIterator]()
  for await (const { page, isLast } of orderedWindow(tasks, () => workers * 2)) {
    last = page
    yield page
    emptyPages = page.rows.length === 0 ? emptyPages + 1 : 0
    if (isLast || emptyPages === mostEmptyPages) break
  }
  while (passes.mayGoOn()) {
    const page = await fetchPage(list, last.number + 1)
    // Past the end some servers answer the last page again.
    if (isSame(page, last)) return
    last = page
    yield page
  }
}

const pagedList = (api: PlainListApi, firstPage: ListPage): PagedList => ({
  firstPage,
  isIndivisible: true,
  isSparing: true,
  get: (number) => api.page(number),
  refused: (pages, cause) =>
    pages === 0
      ? cause
      : new ConfigError(
          `JustCall gives only ${counted(pages, 'page')} of the ${api.noun}s. ${cause.message}`,
          {
            cause,
          },
        ),
})

const found = (noun: string, { numbers: { reported, seen } }: ListPasses): string =>
  reported === undefined
    ? `${counted(seen, noun)} were seen, some on two pages`
    : `the API reports ${counted(reported, noun)}, ${seen} were seen`

const incomplete = (noun: string, passes: ListPasses) =>
  `The list may not be complete: ${found(noun, passes)} in the last of several passes. What was seen is sent; the next sync reads the list again.`
