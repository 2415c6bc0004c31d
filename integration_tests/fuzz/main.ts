/** `npm run test:fuzz -- [cases] [seed] [domain] [path]`: many more random cases of each domain than the tests run. */
import process from 'node:process'
import { domainNames, fuzz } from './fuzz.ts'

const [cases = '3000', seed = String(Date.now() % 1_000_000), only, path] = process.argv.slice(2)
for (const domain of domainNames) {
  if (only !== undefined && only !== domain) continue
  const began = Date.now()
  const { broken, exits, requests, records } = await fuzz(domain, Number(cases), {
    seed: Number(seed),
    ...(path === undefined ? {} : { path }),
  })
  if (broken !== undefined) {
    process.stderr.write(`${broken.text}\n`)
    process.exitCode = 1
    continue
  }
  process.stdout.write(
    `${domain}, seed ${seed}: ${cases} cases, exit codes ${JSON.stringify(exits)}, ${requests} requests, ${records} records, ${((Date.now() - began) / 1000).toFixed(1)} s.\n`,
  )
}
