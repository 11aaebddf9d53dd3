import type { SandboxView } from '#contract/sandbox'
import { findSandboxEnding, type SandboxEnding } from '#contract/sandbox-ending'

export interface AwayNote {
  readonly id: string
  /** Absent where it is about none. */
  readonly sandboxId?: string
  /** Empty where the work was done to nothing in particular. */
  readonly name: string
  readonly kind: SandboxEnding | 'removed' | 'appeared' | 'work'
  /** With `work`: what it was and how it ended. */
  readonly work?: { readonly action: string; readonly outcome: 'done' | 'failed' }
  readonly at: string
}

/** As much of a sandbox as tells later what became of it. */
export type Remembered = Pick<SandboxView, 'id' | 'name' | 'lastKnownStatus'>

/** What became of the sandboxes between two looks at the list, what is worst first. Ids carry the time, so that the same thing can happen twice. */
export function summariseAway(before: readonly Remembered[], after: readonly SandboxView[], at: string): AwayNote[] {
  const earlier = new Map(before.map((sandbox) => [sandbox.id, sandbox]))
  const later = new Set(after.map((sandbox) => sandbox.id))
  const note = ({ id, name }: Remembered, kind: AwayNote['kind']): AwayNote => ({ id: `${kind} ${id} ${at}`, sandboxId: id, name, kind, at })
  const changed = after.flatMap((sandbox) => {
    const old = earlier.get(sandbox.id)
    const kind = old ? findSandboxEnding(old, sandbox) : 'appeared'
    return kind ? [note(sandbox, kind)] : []
  })
  const removed = before.filter((sandbox) => !later.has(sandbox.id)).map((sandbox) => note(sandbox, 'removed'))
  const order: readonly AwayNote['kind'][] = ['failed', 'lost', 'down', 'ended', 'stopped', 'removed', 'appeared']
  return [...changed, ...removed].toSorted((first, second) => order.indexOf(first.kind) - order.indexOf(second.kind))
}
