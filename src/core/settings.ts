import { parseInput } from '#contract/invalid-input'
import { settingsSchema, type Settings, type SettingsPatch } from '#contract/settings'
import type { MetadataStore } from './ports/metadata'

/** Changes the named settings only. */
export async function setSettings(store: MetadataStore, patch: SettingsPatch): Promise<Settings> {
  const document = await store.update((now) => ({ ...now, settings: parseInput(settingsSchema, { ...now.settings, ...patch }) }))
  return document.settings
}

/** The settings now and whenever another process or `tellOwn` changes them. */
export async function* watchSettings(store: MetadataStore, tellOwn: AsyncIterable<Settings>, signal: AbortSignal): AsyncGenerator<Settings> {
  let known = ''
  for await (const settings of merge((await store.read()).settings, store, tellOwn, signal)) {
    const print = JSON.stringify(settings)
    if (print !== known) yield settings
    known = print
  }
}

async function* merge(first: Settings, store: MetadataStore, own: AsyncIterable<Settings>, signal: AbortSignal): AsyncGenerator<Settings> {
  yield first
  const { EventQueue } = await import('./event-queue')
  const queue = new EventQueue<Settings>(signal)
  void pump(own, (settings) => queue.push(settings))
  void pump(store.watch(signal), ({ settings }) => queue.push(settings))
  yield* queue
}

async function pump<T>(source: AsyncIterable<T>, take: (value: T) => void): Promise<void> {
  for await (const value of source) take(value)
}
