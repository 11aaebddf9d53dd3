import { watch } from 'node:fs/promises'
import type { Task } from '#contract/progress'
import type { EngineEvent } from '#core/ports'
import type { EngineContext } from './context'

/** Several writes of one change are told once. */
const settleMs = 20

/** Every change touches a file of the sandbox's name in one folder, whichever process makes it: that folder is watched. */
export async function* watchObjects({ store, clock }: EngineContext, { signal }: Pick<Task, 'signal'>): AsyncGenerator<EngineEvent> {
  await store.prepare()
  const known = new Map<string, string>()
  const learn = async (objectId: string): Promise<void> => {
    const config = await store.files(objectId).config()
    if (config) known.set(objectId, config.sandboxId)
  }
  const names = new Set<string>()
  let [wake, failure] = [(): void => undefined, null as unknown]
  void collect(store.changes, signal, (name) => {
    names.add(name)
    wake()
  }).catch((error: unknown) => {
    failure = error
    wake()
  })
  signal.addEventListener('abort', () => wake(), { once: true })
  await Promise.all((await store.ids()).map(learn))
  for (;;) {
    if (names.size === 0 && !signal.aborted && failure === null) await new Promise<void>((resolve) => (wake = resolve))
    if (signal.aborted) return
    if (failure !== null) throw failure
    await clock.sleep(settleMs, signal).catch(() => undefined)
    for (const objectId of names) {
      names.delete(objectId)
      yield* await toEvents(objectId, known, async () => await store.files(objectId).config())
    }
  }
}

async function collect(folder: string, signal: AbortSignal, changed: (name: string) => void): Promise<void> {
  try {
    for await (const { filename } of watch(folder, { signal })) if (filename !== null) changed(filename)
  } catch (error) {
    if (!signal.aborted) throw error
  }
}

async function toEvents(objectId: string, known: Map<string, string>, readConfig: () => Promise<{ readonly sandboxId: string } | null>): Promise<EngineEvent[]> {
  const config = await readConfig()
  if (config) {
    known.set(objectId, config.sandboxId)
    return [{ type: 'changed', sandboxId: config.sandboxId, objectId }]
  }
  const sandboxId = known.get(objectId)
  known.delete(objectId)
  return sandboxId === undefined ? [] : [{ type: 'removed', sandboxId, objectId }]
}
