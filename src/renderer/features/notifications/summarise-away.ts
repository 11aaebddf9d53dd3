import type { SandboxStatus, SandboxView } from '#contract/sandbox'

export interface AwayNote {
  readonly id: string
  readonly sandboxId: string
  readonly name: string
  /** `ended`: its program ended by itself. `stopped`: somebody stopped it. */
  readonly kind: 'ended' | 'stopped' | 'failed' | 'lost' | 'removed' | 'appeared'
  readonly at: string
}

const wasUp: ReadonlySet<SandboxStatus> = new Set(['running', 'starting'])

/** What became of the sandboxes between two looks at the list, what is worst first. Ids carry the time, so that the same thing can happen twice. */
export function summariseAway(before: readonly SandboxView[], after: readonly SandboxView[], at: string): AwayNote[] {
  const earlier = new Map(before.map((sandbox) => [sandbox.id, sandbox]))
  const later = new Set(after.map((sandbox) => sandbox.id))
  const note = ({ id, name }: SandboxView, kind: AwayNote['kind']): AwayNote => ({ id: `${kind} ${id} ${at}`, sandboxId: id, name, kind, at })
  const changed = after.flatMap((sandbox) => {
    const old = earlier.get(sandbox.id)
    const kind = old ? toKind(old, sandbox) : 'appeared'
    return kind ? [note(sandbox, kind)] : []
  })
  const removed = before.filter((sandbox) => !later.has(sandbox.id)).map((sandbox) => note(sandbox, 'removed'))
  const order: readonly AwayNote['kind'][] = ['failed', 'lost', 'ended', 'stopped', 'removed', 'appeared']
  return [...changed, ...removed].toSorted((first, second) => order.indexOf(first.kind) - order.indexOf(second.kind))
}

function toKind(old: SandboxView, now: SandboxView): AwayNote['kind'] | null {
  if (now.status === old.status) return null
  if (now.status === 'failed') return 'failed'
  if (now.status === 'missing') return 'lost'
  if (now.status === 'stopped' && wasUp.has(old.status)) return now.exitCode === undefined ? 'stopped' : 'ended'
  return null
}
