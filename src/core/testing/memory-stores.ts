import { randomUUID } from 'node:crypto'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ActivityEntry } from '#contract/activity'
import type { Consent } from '#contract/project'
import { createArchives } from '#platform/archives'
import { createHostTree } from '#platform/host-tree'
import { Emitter } from '../emitter'
import { EventQueue } from '../event-queue'
import type { Baseline } from '../ports/baseline'
import type { AppStores } from '../ports/stores'
import type { SecretVault } from '../ports/vault'

/** What lies beside the metadata, in memory; shared by several apps they behave as several processes. Archives and folders of the host are real. */
export function createMemoryStores(): AppStores {
  const entries: ActivityEntry[] = []
  const written = new Emitter<ActivityEntry>()
  const own = new Map<string, string>()
  const consents = new Map<string, Consent>()
  const baselines = new Map<string, Baseline>()
  const spooled = new Map<string, Uint8Array>()
  return {
    archives: createArchives(),
    activity: {
      append: async (entry) => {
        entries.push(entry)
        written.emit(entry)
      },
      read: async () => [...entries],
      async *watch(signal) {
        const queue = new EventQueue<ActivityEntry>(signal)
        written.on((entry) => queue.push(entry), signal)
        yield* queue
      }
    },
    templates: {
      directory: '/data/agentkernel/templates',
      builtIn: async () => new Map([['tooled', JSON.stringify({ title: 'Tooled', kind: 'language', spec: { memoryMb: 700 }, packages: ['git'], setUp: [['sh', '-c', 'echo ready > /set-up']], recognises: ['tool.json'] })]]),
      own: async () => own,
      save: async (id, text) => void own.set(id, text),
      remove: async (id) => void own.delete(id)
    },
    consents: {
      list: async () => [...consents.values()],
      keep: async (consent) => void consents.set(`${consent.subject} ${consent.folder}`, consent),
      forget: async ({ folder, subject }) => void consents.delete(`${subject} ${folder}`)
    },
    spool: {
      put: async (key, content) => {
        const pieces: Uint8Array[] = []
        for await (const piece of content) pieces.push(piece.slice())
        spooled.set(key, Buffer.concat(pieces))
      },
      get: async (key) => {
        const content = spooled.get(key)
        return content === undefined ? null : (async function* () { yield content })()
      },
      remove: async (key) => void spooled.delete(key)
    },
    tree: createHostTree(join(tmpdir(), `agentkernel-replaced-${randomUUID()}`)),
    baselines: { read: async (id) => baselines.get(id) ?? null, keep: async (id, baseline) => void baselines.set(id, baseline), remove: async (id) => void baselines.delete(id) },
    ownData: { sizeBytes: async () => 4096, logs: async () => [], redact: (text) => text },
    vaults: { keyring: createMemoryVault(), file: createMemoryVault() }
  }
}

function createMemoryVault(): SecretVault {
  const values = new Map<string, string>()
  return {
    list: async () => [...values.keys()].map((name) => ({ name, updatedAt: '2026-01-31T10:00:00.000Z' })),
    get: async (name) => values.get(name) ?? null,
    set: async (name, value) => void values.set(name, value),
    remove: async (name) => values.delete(name)
  }
}
