/**
 * Bundles the connector into `dist/`, files that need nothing beside them but Node: `source-justcall.js` is the command, and
 * what only some of its commands need stands apart in `chunks/`, so that `spec` starts in half of the time. With it go
 * `sbom.cdx.json`, the list of what is in it; and the kit as `airbyte.js`, with its types, for sources that live elsewhere.
 *
 * Invariant: what comes out depends on the sources and the lock file alone, neither on the folder nor on the time.
 */
import { chmod, mkdir, readdir, rename, rm } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import process from 'node:process'
import { type BuildOptions, build } from 'rolldown'
import { dts } from 'rolldown-plugin-dts'
import sbom from 'rollup-plugin-sbom'

const folder = 'dist'
const unfinished = join(folder, `.${process.pid}`)

const chunks = 'chunks'
const output = { dir: unfinished, format: 'esm' } as const

const connector: BuildOptions = {
  input: { 'source-justcall': 'src/main.ts' },
  platform: 'node',
  output: { ...output, chunkFileNames: `${chunks}/[name]-[hash].mjs`, minify: true },
  plugins: [
    {
      name: 'of-node-only-what-is-used',
      // An import reads all that a module of Node's exports, and so loads much else: a tenth of the time that `spec` takes.
      renderChunk: (code) => {
        const imports = [...code.matchAll(builtinImport)]
        if (imports.length === 0) return code
        // The bundler writes them in the order in which it has read the modules, which is another each time.
        const lines = imports
          .map(([, names = '', name]) => `const ${names.replaceAll(' as ', ': ')} = builtin("${name}");`)
          .toSorted()
        const head =
          'import { createRequire } from "node:module"; const builtin = createRequire(import.meta.url);'
        const [first] = imports
        const rest = code.replace(builtinImport, (line) => (line === first?.[0] ? '@builtins' : ''))
        return rest.replace('@builtins', () => [head, ...lines].join('\n'))
      },
    },
    {
      name: 'the-version-alone',
      // Else all of the manifest is part of the bundle, development dependencies and all.
      transform: {
        filter: { id: resolve('package.json') },
        handler: (code) => JSON.stringify({ version: JSON.parse(code).version }),
      },
    },
    sbom({
      outDir: '',
      outFilename: 'sbom.cdx',
      saveTimestamp: false,
      includeWellKnown: false,
      // The licences of what is bundled ask to go with it.
      collectLicenseEvidence: true,
      afterCollect: ({ metadata }) => {
        // It names every bundler that is installed.
        for (const tool of metadata.tools.tools) if (tool.name === 'vite') metadata.tools.tools.delete(tool)
      },
    }),
  ],
  // It looks for other bundlers, and warns that they are missing.
  onLog: (level, log, tell) => {
    if (!log.message.includes('auto-registration of tool')) tell(level, log)
  },
}

const builtinImport = /^import (\w+|\{[^}]*\}) from "(node:(?!module)[\w/]+)";$/gm

const kit: BuildOptions = {
  input: { airbyte: 'src/airbyte.ts' },
  platform: 'node',
  // Whoever installs the package gets the libraries with it, and may share them.
  external: /^[^./]/,
}

try {
  await bundle()
  await putInPlace()
} finally {
  await rm(unfinished, { recursive: true, force: true })
}

async function bundle(): Promise<void> {
  await build({ ...connector, logLevel: 'warn' })
  await build({ ...kit, output: { ...output, codeSplitting: false }, logLevel: 'warn' })
  await build({
    ...kit,
    output: { ...output, entryFileNames: '[name].ts', codeSplitting: false },
    plugins: [dts({ generator: 'oxc', tsconfig: false, emitDtsOnly: true })],
    logLevel: 'warn',
  })
  await chmod(join(unfinished, 'source-justcall.js'), 0o755)
}

/** Each file at once, and the chunks before the command that asks for them, so that a process that runs it meanwhile has all of it. */
async function putInPlace(): Promise<void> {
  await mkdir(join(folder, chunks), { recursive: true })
  for (const part of [chunks, '.']) {
    const names = (await readdir(join(unfinished, part))).filter((name) => name !== chunks)
    for (const name of names) await rename(join(unfinished, part, name), join(folder, part, name))
    const left = (await readdir(join(folder, part))).filter(
      (name) => name !== chunks && !name.startsWith('.') && !names.includes(name),
    )
    for (const name of left) await rm(join(folder, part, name), { recursive: true })
  }
}
