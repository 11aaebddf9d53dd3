import { quoteWord } from '../create/to-command-line'

/** The line that changes the list of a sandbox. */
export function toListCommand(verb: 'allow' | 'deny', name: string, host: string): string {
  return `agentkernel network ${verb === 'allow' ? 'allow' : 'deny'} ${quoteWord(name)} ${quoteWord(host)}`
}

export function toTestCommand(name: string, host: string): string {
  return `agentkernel network test ${quoteWord(name)} ${host === '' ? 'HOST' : quoteWord(host)}`
}

export function toBlockedCommand(name: string): string {
  return `agentkernel network blocked ${quoteWord(name)}`
}
