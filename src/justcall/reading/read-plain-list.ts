import { ConfigError } from '../../airbyte/protocol/errors.ts'
import type { StreamRecord } from '../../airbyte/protocol/messages.ts'
import { orderedWindow } from '../../airbyte/source/ordered-window.ts'
import type { Context, StreamOutput } from '../../airbyte/source/source.ts'
import { info, warn } from '../../airbyte/source/stream-output.ts'
import { counted } from '../../airbyte/source/wording.ts'
import type { Statistics } from '../api/attempt.ts'
import type { ListPage, PlainListApi } from '../api/list-api.ts'
import { createAnomalyReport } from '../records/anomalies.ts'
import { fetchPage, type PagedList, pagesOf } from './pages.ts'

/** A list that does not move is complete after one pass; more are for lists whose rows come and go meanwhile. */
const mostPasses = 4

export interface PlainListRequest {
  readonly api: PlainListApi
  readonly workers: number
  /** What the client counts, for the summary. */
  readonly statistics: Readonly<Statistics>
}

/**
 * Reads a whole list, each row once, whichever pages show it. A pass is complete if its rows are as many as the API reports and the
 * reported number never fell, or, where the API does not count, if no row was on two pages. Otherwise the list is read again. What is
 * held of the rows is their identities.
 * @throws what the client throws.
 */
export async function* readPlainList(
  { api, workers, statistics }: PlainListRequest,
  context: Context,
): AsyncGenerator<StreamOutput, void, undefined> {
  const startedAt = context.now()
  const { noun } = api
  const anomalies = createAnomalyReport(context.notify, api)
  const seen = new Set<string | number>()
  let sent = 0
  let previous: Pass | undefined
  for (let number = 1; number <= mostPasses; number += 1) {
    const pass = createPass(number === 1 ? seen : new Set())
    const list = pagedList(api, await api.page(1))
    if (number === 1 && list.firstPage.total !== undefined)
      yield { type: 'estimate', rows: list.firstPage.total }
    for await (const page of pagesInOrder(list, workers, pass)) {
      const records = pass.take(page, seen)
      if (number === 1) for (const anomaly of page.anomalies) anomalies.note(anomaly)
      sent += records.length
      yield { type: 'records', records }
      context.progress({ done: sent })
    }
    const isRepeated = previous !== undefined && !pass.showedNew && pass.size === previous.size
    if (pass.isComplete()) break
    if (isRepeated || number === mostPasses) {
      yield warn(incomplete(noun, pass))
      break
    }
    yield info(`The list moved while it was read: ${found(noun, pass)}. It is read again.`)
    previous = pass
  }
  for (const summary of anomalies.summary()) yield warn(summary)
  const { requests, retries, refusals } = statistics
  const seconds = ((context.now() - startedAt) / 1000).toFixed(1)
  const summary = `Read ${counted(sent, noun)}: ${counted(requests, 'request')}, retried ${retries}, refused for quota ${refusals}, ${seconds} s.`
  context.progress({ summary })
  yield info(summary)
}

/** The pages until the API shows no more: those that it counts at first, and those that it counts later. */
async function* pagesInOrder(
  list: PagedList,
  workers: number,
  pass: Pass,
): AsyncGenerator<ListPage, void, undefined> {
  let last = list.firstPage
  const tasks = pagesOf(list)[Symbol.asyncIterator]()
  for await (const { page, isLast } of orderedWindow(tasks, () => workers * 2)) {
    last = page
    yield page
    if (isLast) break
  }
  while (last.rows.length > 0 && last.number < (pass.totalPages() ?? 0)) {
    last = await fetchPage(list, last.number + 1)
    yield last
  }
}

interface Pass {
  /** @returns the records of the rows that no pass has shown before. */
  take(page: ListPage, seen: Set<string | number>): StreamRecord[]
  isComplete(): boolean
  /** How many rows it showed, each counted once. */
  readonly size: number
  readonly showedNew: boolean
  /** By the newest answer. */
  reported(): number | undefined
  totalPages(): number | undefined
}

/** @param listed where the identities of its rows go. */
function createPass(listed: Set<string | number>): Pass {
  let newest: ListPage | undefined
  let hasFallen = false
  let hasDouble = false
  let showedNew = false
  return {
    take(page, seen) {
      if (newest === undefined || page.responseSeq > newest.responseSeq) {
        hasFallen ||= (page.total ?? 0) < (newest?.total ?? 0)
        newest = page
      } else hasFallen ||= (newest.total ?? 0) < (page.total ?? 0)
      const records: StreamRecord[] = []
      page.rows.forEach((row, place) => {
        const id = row === undefined ? `\u0000${page.number}.${place}` : keyOf(row.id)
        const isNew = !seen.has(id)
        if (listed.has(id)) hasDouble = true
        listed.add(id)
        seen.add(id)
        showedNew ||= isNew
        if (isNew && row !== undefined) records.push(row)
      })
      return records
    },
    isComplete() {
      const total = newest?.total
      return total === undefined ? !hasDouble : !hasFallen && listed.size === total
    },
    get size() {
      return listed.size
    },
    get showedNew() {
      return showedNew
    },
    reported: () => newest?.total,
    totalPages: () => newest?.totalPages,
  }
}

/** Numbers need half the memory of texts. */
const keyOf = (id: string): string | number => (/^[1-9]\d{0,14}$/.test(id) ? Number(id) : id)

const pagedList = (api: PlainListApi, firstPage: ListPage): PagedList => ({
  firstPage,
  isIndivisible: true,
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

const found = (noun: string, pass: Pass): string => {
  const reported = pass.reported()
  return reported === undefined
    ? `${counted(pass.size, noun)} were seen, some on two pages`
    : `the API reports ${counted(reported, noun)}, ${pass.size} were seen`
}

const incomplete = (noun: string, pass: Pass) =>
  `The list may not be complete: ${found(noun, pass)} in the last of several passes. What was seen is sent; the next sync reads the list again.`
