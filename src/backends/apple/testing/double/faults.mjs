// @ts-check
import { Failure } from './command-line.mjs'
import { complain } from './say.mjs'
import { locked, read, switches, write } from './store.mjs'

/** @type {Readonly<Record<string, string>>} */
const messages = {
  interrupted: 'internalError: "failed" (cause: "interrupted: "XPC connection error: Connection interrupted"")\nEnsure container system service has been started with `container system start`.',
  invalid: 'interrupted: "XPC connection error: Connection invalid"\nEnsure container system service has been started with `container system start`.',
  keychain: 'error querying keychain for registry-1.docker.io (cause: "unhandledError(status: -25308)")',
  staleExecDelete: 'failed to delete one or more containers: deleteProcess: exec 5f1c does not exist in container',
  vz: 'failed to bootstrap container (cause: "VZErrorDomain Code=1 "Internal Virtualization error.")',
  expectedCreated: 'invalidState: "container expected to be in created state, got: running"',
  cancellation: 'failed to exec process CancellationError()',
  busy: 'failed to stop container (cause: "internalError: "Resource busy")',
  timeout: 'internalError: "XPC timeout for request to com.apple.container.apiserver/containerList"',
  unauthorized: 'invalidState: "unauthorized request"'
}

/** The next fault that is meant for this call, each so often as it says. @param {string} name @param {readonly string[]} args */
export async function strikeFault(name, args) {
  const kind = switches.faults.length > 0 ? await locked(async () => take(name, args)) : null
  if (kind === null) return
  if (kind === 'hang') await new Promise(() => setInterval(() => undefined, 60_000))
  if (kind === 'delay') return await new Promise((resolve) => setTimeout(resolve, 2_000))
  const message = messages[kind]
  if (message === undefined) return complain(`unknown fault ${kind}`)
  throw new Failure(message)
}

/** @param {string} name @param {readonly string[]} args @returns {string | null} */
function take(name, args) {
  const struck = read('faults.json', {})
  for (const [index, { cmd, match, times = 1, kind }] of switches.faults.entries()) {
    if (cmd !== name || (match !== undefined && !args.join(' ').includes(match)) || (struck[index] ?? 0) >= times) continue
    write('faults.json', { ...struck, [index]: (struck[index] ?? 0) + 1 })
    return kind
  }
  return null
}
