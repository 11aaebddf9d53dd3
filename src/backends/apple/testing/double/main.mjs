// @ts-check
// A double of Apple's `container` for machines without it: keeps the contract of its command line and really runs the work.
// Switches come by environment and from switches.json in FAKE_CONTAINER_ROOT: see store.mjs.
import { appendFileSync } from 'node:fs'
import { Failure, parse, usage } from './command-line.mjs'
import { containerCommands } from './container-commands.mjs'
import { exec } from './exec-command.mjs'
import { strikeFault } from './faults.mjs'
import { findCommand } from './grammar.mjs'
import { imageCommands } from './image-commands.mjs'
import { observeCommands } from './observe-commands.mjs'
import { complain, isAtLeast, print } from './say.mjs'
import { readSystem, switches } from './store.mjs'
import { simulate, systemCommands } from './system-commands.mjs'

/** @type {Record<string, (parsed: import('./command-line.mjs').Parsed) => Promise<number | void>>} */
const commands = { ...systemCommands, ...containerCommands, ...imageCommands, ...observeCommands, exec, __fake: simulate }

const offHint = 'Ensure container system service has been started with `container system start`.'
const invalid = 'interrupted: "XPC connection error: Connection invalid"'

/** @param {string} name */
function checkService(name) {
  if (name.startsWith('system ') || name === '__fake' || readSystem().isRunning) return
  const isDirect = name === 'run' || name === 'create' || name.startsWith('image ')
  complain(`Error: ${isDirect ? invalid : `internalError: "failed to ${name} container${name === 'list' ? 's' : ''}" (cause: "${invalid}")`}`)
  throw new Failure(offHint)
}

/** @param {readonly string[]} args */
async function main(args) {
  if (args[0] === '--version') return print(`container CLI version ${switches.profile} (build: release, commit: 0190097)`)
  const command = findCommand(args, isAtLeast)
  if (!command) throw usage(readSystem().isRunning ? `Plugin 'container-${args[0]}' not found` : 'Plugins are unavailable')
  if (switches.service === 'hung' && command.name !== '__fake') return await new Promise(() => setInterval(() => undefined, 60_000))
  const parsed = parse(command.rest, command.grammar)
  await strikeFault(command.name, args)
  checkService(command.name)
  return await commands[command.name]?.(parsed)
}

const args = process.argv.slice(2)
const begun = Date.now()
process.on('exit', (exitCode) => {
  if (switches.calls) appendFileSync(switches.calls, `${JSON.stringify({ args, exitCode, begun, ended: Date.now(), environment: Object.keys(process.env) })}\n`)
})
try {
  process.exitCode = (await main(args)) ?? 0
} catch (error) {
  if (!(error instanceof Failure)) throw error
  complain(error.message === offHint ? offHint : `Error: ${error.message}`)
  if (error.exitCode === 64) complain(`Usage: container <subcommand>\n  See 'container --help' for more information.`)
  process.exitCode = error.exitCode
}
