import { spawnSync } from 'node:child_process'
import { closeSync, openSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { bundle, startCommand } from './command.ts'
import { account, startApi, startRead } from './setup.ts'

describe('a reader that goes away', () => {
  test('ends a read quietly, and nobody is asked for what nobody reads', async () => {
    const sandbox = await startApi({ account: { ...account, calls: 20_000 }, latencyMs: 5 })
    const running = startRead(sandbox.url)
    await running.saw('"RECORD"')
    running.stdout.destroy()
    expect(await running.ended).toMatchObject({ exitCode: 0, signal: null, stderr: '' })
    expect(sandbox.requests.length).toBeLessThan(150)
  })

  test('before the first line ends any command quietly', async () => {
    const running = startCommand(['spec'])
    running.stdout.destroy()
    expect(await running.ended).toMatchObject({ signal: null, stderr: '' })
  })
})

describe('a disk that is full', () => {
  test('is a failure that is reported, since what was sent is lost', () => {
    const full = openSync('/dev/full', 'w')
    const { status, stderr } = spawnSync(process.execPath, [bundle, 'spec'], {
      stdio: ['ignore', full, 'pipe'],
      encoding: 'utf8',
    })
    closeSync(full)
    expect(status).toBe(1)
    expect(stderr).not.toBe('')
  })
})
