import type { SandboxStatus, SandboxView } from '#contract/sandbox'
import { quoteWord } from '../create/to-command-line'
import type { SandboxAction } from './sandbox-actions'

/** The `agentkernel` line that does the same to these sandboxes. */
export function toActionCommand(action: SandboxAction, ...sandboxes: readonly Pick<SandboxView, 'name' | 'status'>[]): string {
  const isForced = action === 'remove' && sandboxes.some(({ status }) => !isDown(status))
  return ['agentkernel', action, ...(isForced ? ['--force'] : []), ...sandboxes.map(({ name }) => quoteWord(name))].join(' ')
}

function isDown(status: SandboxStatus): boolean {
  return status === 'stopped' || status === 'failed' || status === 'missing'
}

/** Everything that can be done with it in its state, as lines. */
export function toCommandLines(sandbox: Pick<SandboxView, 'name' | 'status' | 'isPinned'>): string[] {
  const { name, status } = sandbox
  const word = quoteWord(name)
  const pin = toPinCommand(sandbox)
  if (status === 'unknown') return [toActionCommand('forget', sandbox), pin]
  if (status === 'missing') return [...(['recreate', 'forget', 'remove'] as const).map((action) => toActionCommand(action, sandbox)), pin]
  const lines = status === 'running' ? [toShellCommand(name), toActionCommand('stop', sandbox), toActionCommand('restart', sandbox)] : [toActionCommand('start', sandbox)]
  return [...lines, `agentkernel rename ${word} NEW-NAME`, `agentkernel duplicate ${word} NEW-NAME`, `agentkernel update ${word}`, `agentkernel templates save TEMPLATE --from ${word}`, pin, toActionCommand('remove', sandbox)]
}

/** The line that shows the folder of a sandbox, or opens it in an editor. */
export function toOpenCommand(name: string, editor?: string): string {
  return ['agentkernel', 'open', quoteWord(name), ...(editor === undefined ? [] : ['--editor', editor])].join(' ')
}

export function toPinCommand({ name, isPinned }: Pick<SandboxView, 'name' | 'isPinned'>): string {
  return `agentkernel pin ${isPinned ? '--off ' : ''}${quoteWord(name)}`
}

export function toShellCommand(name: string): string {
  return `agentkernel attach ${quoteWord(name)}`
}

export function toRenameCommand(name: string, newName: string): string {
  return `agentkernel rename ${quoteWord(name)} ${quoteWord(newName)}`
}
