#!/usr/bin/env node
// @ts-check
// Firecracker for tests, chosen by FIRECRACKER_BIN: its flags, its API, its vsock socket; behind them QEMU, which needs no KVM. What is
// asked of it is checked by the official specification, and refused in Firecracker's words. Not made for untrusted guests.
import { createApi } from './api.mjs'
import { Panic, parseArguments, UsageError, version } from './arguments.mjs'
import { createLog } from './log.mjs'
import { Machine } from './machine.mjs'

/** As Firecracker has them. */
const exitCodes = { fine: 0, failed: 1, badArguments: 153 }

await main()

async function main() {
  const options = readOptions()
  if (!options) return
  const log = createLog(options.logPath)
  log.info(`Running Firecracker v${version} (the test double)`)
  const machine = new Machine({ id: options.id, hasBootTimer: options.hasBootTimer, log })
  const api = createApi(machine, log)
  api.server.once('error', () => {
    log.error(`RunWithApiError error: Failed to open the API socket at: ${options.apiSocket}. Check that it is not already used.`)
    process.exit(exitCodes.failed)
  })
  api.server.listen(options.apiSocket, () => log.info(`Listening on API socket ("${options.apiSocket}").`))
  const code = await machine.ended
  log.info(code === 0 ? 'Firecracker exiting successfully. exit_code=0' : `Firecracker exiting with error. exit_code=${code}`)
  process.exit(code === 0 ? exitCodes.fine : exitCodes.failed)
}

function readOptions() {
  try {
    const options = parseArguments(process.argv.slice(2))
    if (!options.isVersionAsked) return options
    process.stdout.write(`Firecracker v${version}\n\n`)
  } catch (error) {
    if (error instanceof Panic) panic(error.message)
    if (!(error instanceof UsageError)) throw error
    process.stderr.write(`Arguments parsing error: ${error.message} \n\nFor more information try --help.\n`)
    process.exitCode = exitCodes.badArguments
  }
  return undefined
}

/** @param {string} message */
function panic(message) {
  process.stderr.write(`thread 'main' panicked: ${message}\n`)
  process.kill(process.pid, 'SIGABRT')
}
