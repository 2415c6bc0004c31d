import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, openSync, readFileSync } from 'node:fs'
import { performance } from 'node:perf_hooks'

export interface Command {
  readonly command: string
  readonly args: readonly string[]
  readonly env?: Readonly<Record<string, string>>
  /** Where its standard output goes, default nowhere. */
  readonly stdout?: string
}

export interface Cost {
  /** From its start to its end, in milliseconds. */
  readonly wall: number
  /** User and system time of the process and of what it started, in milliseconds; undefined where there is no /proc. */
  readonly cpu: number | undefined
  /** The most memory it held at once, in MiB; undefined where there is no /proc. */
  readonly peak: number | undefined
}

/** Runs a command to its end. @throws Error with what it wrote to standard error if it fails. */
export async function run({ command, args, env, stdout = '/dev/null' }: Command): Promise<Cost> {
  const before = childrenCpu()
  const output = openSync(stdout, 'w')
  const start = performance.now()
  const child = spawn(command, args, {
    stdio: ['ignore', output, 'pipe'] as const,
    env: { PATH: process.env['PATH'], HOME: process.env['HOME'], ...env },
  })
  closeSync(output)
  let complaint = ''
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    complaint += text
  })
  let peak: number | undefined
  const watch = setInterval(() => {
    peak = highWater(child.pid) ?? peak
  }, 10)
  let end = start
  child.once('exit', () => {
    end = performance.now()
  })
  const [exitCode] = await once(child, 'close')
  clearInterval(watch)
  if (exitCode !== 0) throw new Error(`${command} ${args.join(' ')} ended with ${exitCode}: ${complaint}`)
  const after = childrenCpu()
  return {
    wall: end - start,
    cpu: before === undefined || after === undefined ? undefined : after - before,
    peak,
  }
}

/** The kernel's own high-water mark, so that nothing between two looks is missed. */
function highWater(pid: number | undefined): number | undefined {
  const [, kibibytes] = /VmHWM:\s+(\d+) kB/.exec(readProc(`/proc/${pid}/status`)) ?? []
  return kibibytes === undefined ? undefined : Number(kibibytes) / 1024
}

/** CPU time of all children that have ended, in milliseconds; the kernel counts it in hundredths of a second. */
function childrenCpu(): number | undefined {
  const stat = readProc('/proc/self/stat')
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  const [user, system] = [fields[13], fields[14]]
  return user === undefined || system === undefined ? undefined : (Number(user) + Number(system)) * 10
}

function readProc(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}
