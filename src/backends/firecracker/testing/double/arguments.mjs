// @ts-check

export const version = '1.16.1'

export class UsageError extends Error {}

/** What ends Firecracker as an assertion does. */
export class Panic extends Error {}

const withValue = new Set(['api-sock', 'id', 'log-path', 'level', 'module', 'metrics-path', 'http-api-max-payload-size', 'start-time-us', 'start-time-cpu-us', 'parent-cpu-time-us'])
const flags = new Set(['show-level', 'show-log-origin', 'boot-timer', 'version', 'enable-pci'])

/** @param {readonly string[]} words */
export function parseArguments(words) {
  /** @type {Record<string, string>} */
  const values = {}
  for (let index = 0; index < words.length; index += 1) {
    const word = words[index] ?? ''
    const name = word.replace(/^--/, '')
    if (!word.startsWith('--') || !(withValue.has(name) || flags.has(name))) {
      throw new UsageError(`Found argument '${word}' which wasn't expected, or isn't valid in this context.`)
    }
    if (name in values) throw new UsageError(`The argument '${name}' was provided more than once.`)
    if (flags.has(name)) values[name] = ''
    else if (words[index + 1] === undefined || words[index + 1]?.startsWith('--')) throw new UsageError(`The argument '${name}' requires a value, but none was supplied.`)
    else values[name] = words[(index += 1)] ?? ''
  }
  const id = values['id'] ?? 'anonymous-instance'
  mustBeInstanceId(id)
  return { id, apiSocket: values['api-sock'] ?? '/run/firecracker.socket', logPath: values['log-path'], isVersionAsked: 'version' in values, hasBootTimer: 'boot-timer' in values }
}

/** @param {string} id */
function mustBeInstanceId(id) {
  if (id.length < 1 || id.length > 64) throw new Panic(`Invalid instance ID: InvalidLen(${id.length}, 1, 64)`)
  const position = id.search(/[^A-Za-z0-9-]/)
  if (position >= 0) throw new Panic(`Invalid instance ID: InvalidChar('${id[position]}', ${position})`)
}
