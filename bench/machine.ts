import { cpus, loadavg, release, totalmem, type } from 'node:os'

/** What the bench runs on, in words. */
export function machine(): string {
  const [first] = cpus()
  const memory = Math.round(totalmem() / 1024 ** 3)
  return `${cpus().length} cores (${first?.model.trim() ?? 'of an unknown kind'}), ${memory} GiB, ${type()} ${release()}, Node ${process.versions.node}`
}

/** How many programs wanted a core in the last minute. */
export const load = (): string => (loadavg()[0] ?? 0).toFixed(1)
