import { expect, test } from 'vitest'
import { readOptions } from './options.ts'

test.each([
  [[], { api: 'v2', html: false, svg: false }],
  [['--api', 'v2'], { api: 'v2', html: false, svg: false }],
  [['--api=v2.1', '--html'], { api: 'v2.1', html: true, svg: false }],
  [['--svg'], { api: 'v2', html: false, svg: true }],
])('reads %j', (args, options) => expect(readOptions(args)).toEqual(options))

test.each([
  [['--api', 'v3'], '--api takes v2 or v2.1, not "v3"'],
  [['--version', 'v2.1'], '--version'],
  [['--html', 'page.html'], 'page.html'],
])('refuses %j', (args, words) => expect(() => readOptions(args)).toThrow(words))
