import type { Text } from '#contract/text'
import { Emitter } from '../emitter'
import { EventQueue } from '../event-queue'
import type { MetadataStore } from '../ports/metadata'
import { createEmptyMetadata, metadataSchema, type MetadataDocument } from '../records'

/** One "file" in memory; several stores over it behave as several processes on one file. */
export class MemoryFile {
  document: MetadataDocument = createEmptyMetadata()
  readonly written = new Emitter<{ document: MetadataDocument; by: unknown }>()
  /** Thrown by every read while set. */
  readFailure: unknown
  /** Thrown by every update while set. */
  failure: unknown

  openStore(options: { notices?: readonly Text[] } = {}): MetadataStore {
    const self = {}
    const { written } = this
    return {
      notices: () => options.notices ?? [],
      read: async () => {
        if (this.readFailure !== undefined) throw this.readFailure
        return structuredClone(this.document)
      },
      update: async (change) => {
        if (this.failure !== undefined) throw this.failure
        const before = structuredClone(this.document)
        const next = change(before)
        if (next !== before) {
          this.document = metadataSchema.parse({ ...next, rev: before.rev + 1 })
          this.written.emit({ document: this.document, by: self })
        }
        return structuredClone(this.document)
      },
      async *watch(signal: AbortSignal) {
        const queue = new EventQueue<MetadataDocument>(signal)
        written.on(({ document, by }) => by !== self && queue.push(structuredClone(document)), signal)
        yield* queue
      }
    }
  }
}
