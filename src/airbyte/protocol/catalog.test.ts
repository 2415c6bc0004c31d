import { describe, expect, test } from 'vitest'
import { parseCatalog } from './catalog.ts'

const stream = (name: unknown, sync_mode: unknown = 'incremental') => ({ stream: { name }, sync_mode })

describe('parseCatalog', () => {
  test('returns the streams and their sync modes', () => {
    const catalog = { streams: [stream('calls'), stream('agents', 'full_refresh')] }
    expect(parseCatalog(catalog, 'c.json')).toEqual([
      { name: 'calls', syncMode: 'incremental' },
      { name: 'agents', syncMode: 'full_refresh' },
    ])
  })

  test('accepts no streams', () => {
    expect(parseCatalog({ streams: [] }, 'c.json')).toEqual([])
  })

  test('ignores unknown properties', () => {
    const catalog = {
      more: 1,
      streams: [
        { ...stream('calls'), destination_sync_mode: 'append', cursor_field: ['x'], generation_id: 5 },
      ],
    }
    expect(parseCatalog(catalog, 'c.json')).toHaveLength(1)
  })
})

describe('reports a fault with its location', () => {
  test.each([
    [null, 'streams must be an array of configured streams'],
    [[], 'streams must be an array of configured streams'],
    ['calls', 'streams must be an array of configured streams'],
    [{}, 'streams must be an array of configured streams'],
    [{ streams: {} }, 'streams must be an array of configured streams'],
    [{ streams: [null] }, "streams[0].stream.name must be a stream's name"],
    [{ streams: [{}] }, "streams[0].stream.name must be a stream's name"],
    [{ streams: [stream('')] }, "streams[0].stream.name must be a stream's name"],
    [{ streams: [stream(5)] }, "streams[0].stream.name must be a stream's name"],
    [
      { streams: [stream('calls'), stream('b', 'append')] },
      'streams[1].sync_mode must be full_refresh or incremental',
    ],
    [{ streams: [{ stream: { name: 'b' } }] }, 'streams[0].sync_mode must be full_refresh or incremental'],
    [
      { streams: [stream('calls'), stream('calls')] },
      'streams[1].stream.name must be unique, but "calls" is listed twice',
    ],
  ])('%j', (catalog, fault) => {
    expect(() => parseCatalog(catalog, 'c.json')).toThrow(
      `--catalog c.json: ${fault}; create one from the output of discover.`,
    )
  })
})

describe('rejects the output of discover, and shows a configured catalog', () => {
  const discovered = { streams: [{ name: 'calls', json_schema: {}, supported_sync_modes: ['full_refresh'] }] }
  test.each([
    ['its message', { type: 'CATALOG', catalog: discovered }],
    ['the catalog in it', discovered],
    ['the message without its type', { catalog: discovered }],
    ['the streams alone', discovered.streams],
  ])('%s', (_, catalog) => {
    expect(() => parseCatalog(catalog, 'c.json')).toThrow(
      '--catalog c.json: it holds what discover prints, where a configured catalog is needed, which also says how each stream is read: {"streams":[{"stream":{"name":"calls"},"sync_mode":"incremental","destination_sync_mode":"append_dedup"}]}.',
    )
  })
})
