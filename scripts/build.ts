/**
 * Bundles the connector into `dist/`: files that need nothing beside them but Node. `source-justcall.js` is the command;
 * what only some of the commands need stands apart in `chunks/`, so that `spec` starts in half of the time.
 */
import { chmod, readdir, rename, rm } from 'node:fs/promises'
import process from 'node:process'
import { build } from 'rolldown'

const file = 'dist/source-justcall.js'
const unfinished = `source-justcall.${process.pid}.js`

const { output } = await build({
  input: 'src/main.ts',
  platform: 'node',
  output: {
    dir: 'dist',
    entryFileNames: unfinished,
    chunkFileNames: 'chunks/[name]-[hash].mjs',
    format: 'esm',
    minify: true,
  },
  logLevel: 'warn',
})
await chmod(`dist/${unfinished}`, 0o755)
// At once, so that whoever runs the command meanwhile has the whole of it, before or after.
await rename(`dist/${unfinished}`, file)
const current = new Set(output.map(({ fileName }) => fileName))
const chunks = (await readdir('dist/chunks')).map((name) => `chunks/${name}`)
await Promise.all(chunks.filter((name) => !current.has(name)).map((name) => rm(`dist/${name}`)))
