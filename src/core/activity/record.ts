import { nanoid } from 'nanoid/non-secure'
import type { ActivityEntry } from '#contract/activity'
import type { Actor } from '#contract/actor'
import { AppError } from '#contract/errors'
import { type SandboxContext, runInBackground } from '../sandboxes/context'
import { findRecord } from '../sandboxes/records'
import type { Told } from './audited'

export interface Deed<T> {
  readonly action: string
  readonly actor: Actor | undefined
  /** Asked when it has ended; `output` only when it succeeded. */
  readonly tell: (output: T | undefined) => Told
}

/** Does something and writes down that it was done, and how it ended. A failure to write it down is logged, never told. */
export async function recorded<T>(context: SandboxContext, deed: Deed<T>, work: () => Promise<T>): Promise<T> {
  const { clock } = context.ports
  const [at, begun] = [clock.now(), clock.monotonic()]
  // Asked before: a sandbox that is removed has no record afterwards.
  const before = lookUp(context, deed.tell(undefined))
  const write = (outcome: Pick<ActivityEntry, 'outcome' | 'error'>, output: T | undefined): void => {
    const durationMs = Math.round(clock.monotonic() - begun)
    runInBackground(context, 'could not write down an activity', async () => {
      const told = deed.tell(output)
      const known = (await before) ?? (await lookUp(context, told))
      const { sandbox, subject, ...rest } = told
      await context.ports.activity.append({
        id: nanoid(12),
        at: new Date(at).toISOString(),
        durationMs,
        actor: deed.actor ?? context.ports.actor,
        action: deed.action,
        subject: known?.subject ?? subject ?? sandbox ?? '',
        ...(known && { sandboxId: known.sandboxId, backend: known.backend }),
        ...rest,
        ...outcome
      })
    })
  }
  try {
    const output = await work()
    write({ outcome: 'done' }, output)
    return output
  } catch (error) {
    const failure = AppError.from(error)
    write(failure.code === 'CANCELLED' ? { outcome: 'cancelled' } : { outcome: 'failed', error: failure.toData() }, undefined)
    throw error
  }
}

async function lookUp(context: SandboxContext, { sandbox }: Told): Promise<{ subject: string; sandboxId: string; backend: ActivityEntry['backend'] } | undefined> {
  if (sandbox === undefined) return undefined
  try {
    const record = findRecord(await (await context.metadata()).read(), sandbox)
    return record && { subject: record.name, sandboxId: record.id, backend: record.backend }
  } catch {
    // Whatever keeps the file from being read is told by the work itself.
    return undefined
  }
}
