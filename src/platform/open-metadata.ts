import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Clock, Host, MetadataStore } from '#core/ports'
import { dataFiles } from './data-directory'
import { openMetadataStore, type OpenDocument } from './metadata-store'

/** The metadata of this home. `loadDocument` is the host's library: loadConfDocument, or electron-store in the window's process. */
export function openMetadata(host: Host, clock: Clock, loadDocument: () => Promise<OpenDocument>): Promise<MetadataStore> {
  const { dataDirectory } = host
  // A home that has an id was used before: an absent file was then lost, and records are to be rebuilt from labels.
  return openMetadataStore({ directory: dataDirectory, clock, loadDocument, isKnownHome: existsSync(join(dataDirectory, dataFiles.homeId)) })
}

/** One store per process, opened by the first who asks; a failed opening is tried again by the next. */
export function openMetadataOnce(...parts: Parameters<typeof openMetadata>): () => Promise<MetadataStore> {
  let opening: Promise<MetadataStore> | undefined
  return () => {
    opening ??= openMetadata(...parts).catch((error: unknown) => {
      opening = undefined
      throw error
    })
    return opening
  }
}
