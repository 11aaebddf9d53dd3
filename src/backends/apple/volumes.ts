import type { Task } from '#contract/progress'
import type { CreateRequest } from '#core/ports'
import { z } from 'zod'
import type { EngineContext } from './context'
import { toVolumes } from './create-arguments'
import { deadlines } from './program'
import { ProgramFailure } from './program-failure'
import { parseJsonOrNull } from './system-status'

/** Made by their own command: on first use `create` would make them with a warning and without our mark. */
export async function createVolumes({ program }: EngineContext, request: CreateRequest, { signal }: Task): Promise<void> {
  for (const { name } of toVolumes(request)) {
    await program.run({ args: ['volume', 'create', '--label', 'agentkernel.volume=true', name], deadlineMs: deadlines.create, signal })
  }
}

const volumeSchema = z.looseObject({ id: z.string().optional(), name: z.string().optional() })

/** `names`: when the container could still tell them; else those that are named after it. */
export async function removeVolumes(context: EngineContext, objectId: string, names: readonly string[] | undefined, { signal }: Task): Promise<void> {
  const own = (names ?? (await listVolumes(context, signal))).filter((name) => name.startsWith(`${objectId}-v`))
  for (const name of own) {
    await context.program.run({ args: ['volume', 'delete', name], deadlineMs: deadlines.remove, signal }).catch((error: unknown) => {
      if (!(error instanceof ProgramFailure)) throw error
      context.log.warn('could not remove a private volume', { name, detail: error.detail })
    })
  }
}

async function listVolumes({ program }: EngineContext, signal: AbortSignal): Promise<string[]> {
  const answer = await program.ask({ args: ['volume', 'list', '--format', 'json'], deadlineMs: deadlines.list, signal })
  const listed = z.array(volumeSchema).safeParse(parseJsonOrNull(answer.stdout))
  return listed.success ? listed.data.flatMap(({ id, name }) => id ?? name ?? []) : []
}
