/** Bundles the connector into `dist/source-justcall.js`: one file that needs nothing beside it but Node. */
import { chmod, rename } from 'node:fs/promises'
import process from 'node:process'
import { build } from 'rolldown'

const file = 'dist/source-justcall.js'
const unfinished = `dist/source-justcall.${process.pid}.js`

await build({
  input: 'src/main.ts',
  platform: 'node',
  output: { file: unfinished, format: 'esm', minify: true, codeSplitting: false },
  logLevel: 'warn',
})
await chmod(unfinished, 0o755)
// At once, so that whoever runs the command meanwhile has the whole of it, before or after.
await rename(unfinished, file)
