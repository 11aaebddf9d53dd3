import { quoteWord } from '../create/to-command-line'
import type { SandboxAction } from './sandbox-actions'

/** The `agentkernel` line that does the same to these sandboxes. */
export function toActionCommand(action: SandboxAction, ...names: string[]): string {
  return ['agentkernel', action, ...(action === 'remove' ? ['--force'] : []), ...names.map(quoteWord)].join(' ')
}

export function toShellCommand(name: string): string {
  return `agentkernel attach ${quoteWord(name)}`
}

export function toRenameCommand(name: string, newName: string): string {
  return `agentkernel rename ${quoteWord(name)} ${quoteWord(newName)}`
}
