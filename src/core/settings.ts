import type { BackendKind } from '#contract/backend-kind'
import { parseInput } from '#contract/invalid-input'
import { settingsSchema, type Settings, type SettingsPatch } from '#contract/settings'
import type { Emitter } from './emitter'
import { EventQueue } from './event-queue'
import type { Log } from './ports/host'
import type { MetadataStore } from './ports/metadata'

/** The setting that names where the engine of a backend answers, for those that have one. */
export function endpointSetting(kind: BackendKind): string {
  return `${kind}Endpoint`
}

/** Changes the named settings only. */
export async function setSettings(store: MetadataStore, patch: SettingsPatch, own: Emitter<Settings>): Promise<Settings> {
  const { settings } = await store.update((now) => ({ ...now, settings: parseInput(settingsSchema, { ...now.settings, ...patch }) }))
  own.emit(settings)
  return settings
}

/** The settings now, and whenever this process or another one changes them. */
export async function* watchSettings(store: MetadataStore, own: Emitter<Settings>, log: Log, signal: AbortSignal): AsyncGenerator<Settings> {
  const queue = new EventQueue<Settings>(signal)
  own.on((settings) => queue.push(settings), signal)
  void followFile(store, queue, signal).catch((error: unknown) => log.warn('cannot follow the settings', { error: String(error) }))
  let known = ''
  queue.push((await store.read()).settings)
  for await (const settings of queue) {
    const print = JSON.stringify(settings)
    if (print !== known) yield settings
    known = print
  }
}

async function followFile(store: MetadataStore, queue: EventQueue<Settings>, signal: AbortSignal): Promise<void> {
  for await (const { settings } of store.watch(signal)) queue.push(settings)
}
