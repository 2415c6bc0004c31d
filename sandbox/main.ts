import { type Command, readCommandLine } from './command-line.ts'
import { USAGE } from './flags.ts'
import { startSandbox } from './server.ts'

const run = async (command: Command): Promise<void> => {
  if (command.help) {
    process.stdout.write(USAGE)
    return
  }
  const sandbox = await startSandbox(command.options)
  const config = { ...command.config, base_url: sandbox.url }
  const listed = sandbox.account.visible(Date.now()).length
  process.stdout.write(`${sandbox.url} serves ${listed} calls. The connector's configuration:

${JSON.stringify(config, null, 2)}

Ctrl-C ends it.
`)
  const end = (): void => void sandbox.close()
  process.once('SIGINT', end).once('SIGTERM', end)
}

try {
  await run(readCommandLine(process.argv.slice(2), Date.now()))
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\nSee --help.\n`)
  process.exitCode = 2
}
