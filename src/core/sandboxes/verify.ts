import type { Task } from '#contract/progress'
import type { Engine } from '../ports/engine'
import type { EngineObject } from '../ports/engine-object'
import type { SandboxRecord } from '../records'
import { runTask } from '../task'
import type { SandboxContext } from './context'
import { toCreateRequest } from './create-request'
import { toRef, updateRecord } from './records'

const verifyDeadlineMs = 30_000

/** Compares what was asked with what holds, once per start, and keeps the result with the sandbox. */
export async function verifyStart(context: SandboxContext, engine: Engine, record: SandboxRecord, object: EngineObject): Promise<void> {
  if (isVerified(record, object)) return
  const { clock } = context.ports
  await runTask(clock, { what: 'verify', deadlineMs: verifyDeadlineMs }, async (task: Task) => {
    const begun = clock.monotonic()
    const findings = await engine.verify(toRef(record), await toCreateRequest(context, record), task)
    const execMs = clock.monotonic() - begun
    const verifiedAt = object.startedAt ?? new Date(clock.now()).toISOString()
    await updateRecord(context, record.id, (now) => ({
      ...now,
      findings,
      verifiedAt,
      ...(now.bootMs === undefined && now.startMs !== undefined && { bootMs: now.startMs + execMs })
    }))
    context.changes.emit(record.id)
  })
}

export function isVerified(record: SandboxRecord, object: EngineObject): boolean {
  return record.verifiedAt !== undefined && record.verifiedAt === object.startedAt
}
