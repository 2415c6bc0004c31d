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
  /** User and system time of the process and of what it started, in milliseconds; NaN where there is no /proc. */
  readonly cpu: number
  /** The most memory it held at once, in MiB; NaN where there is no /proc. */
  readonly peak: number
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
  let peak = Number.NaN
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
  return { wall: end - start, cpu: childrenCpu() - before, peak }
}

/** The kernel's own high-water mark, so that nothing between two looks is missed. */
function highWater(pid: number | undefined): number | undefined {
  const [, kibibytes] = /VmHWM:\s+(\d+) kB/.exec(readProc(`/proc/${pid}/status`)) ?? []
  return kibibytes === undefined ? undefined : Number(kibibytes) / 1024
}

/** CPU time of a process that runs, in milliseconds; NaN where there is no /proc. */
export function cpuOf(pid: number | undefined): number {
  const [user, system] = times(`/proc/${pid}/stat`)
  return user + system
}

/** CPU time of all children that have ended, in milliseconds. */
function childrenCpu(): number {
  const [, , user, system] = times('/proc/self/stat')
  return user + system
}

/** utime, stime, cutime and cstime of proc(5); the kernel counts them in hundredths of a second. */
function times(path: string): [number, number, number, number] {
  const stat = readProc(path)
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  const time = (place: number) => Number(fields[place] ?? Number.NaN) * 10
  return [time(11), time(12), time(13), time(14)]
}

function readProc(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}
