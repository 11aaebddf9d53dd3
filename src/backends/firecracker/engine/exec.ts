import type { Task } from '#contract/progress'
import type { ExecRequest, ExecSession, ObjectRef } from '#core/ports'
import { findSandbox, type EngineContext } from './context'
import { toUser } from './engine-object'
import { toWorkingDirectory } from './start'

/** A command with everything of the sandbox's own filled in; the guest keeps none of it. */
export async function openExec(context: EngineContext, ref: ObjectRef, request: ExecRequest, task: Task): Promise<ExecSession> {
  const { config, agent } = await findSandbox(context, ref, task)
  return await agent.run(
    {
      ...request,
      environment: { ...config.environment, ...(request.terminal && { TERM: 'xterm' }), ...request.environment },
      workingDirectory: request.workingDirectory ?? toWorkingDirectory(config),
      user: request.user ?? toUser(config)
    },
    task.signal
  )
}
