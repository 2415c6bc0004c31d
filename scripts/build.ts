/** Bundles the connector into `dist/source-justcall.js`: one file that needs nothing beside it but Node. */
import { chmod, rm } from 'node:fs/promises'
import { build } from 'rolldown'

const file = 'dist/source-justcall.js'

await rm('dist', { recursive: true, force: true })
await build({
  input: 'src/main.ts',
  platform: 'node',
  output: { file, format: 'esm', minify: true, codeSplitting: false },
  logLevel: 'warn',
})
await chmod(file, 0o755)
