import type { Writable } from 'node:stream'
import { AppError } from '#contract/errors'
import { createArchiveRules, defaultLimits, type ArchiveLimits } from './archive-rules'

export interface ExtractOptions {
  readonly signal: AbortSignal
  readonly platform: string
  readonly limits?: ArchiveLimits
}

export interface Extracted {
  /** Name of the one top entry in the stage; `.` when the content came bare. */
  readonly top: string
  readonly files: number
  readonly bytes: number
}

/** Unpacks an untrusted archive into a fresh folder under the archive rules. On an error the folder holds what was written before it. */
export type Extract = (archive: AsyncIterable<Uint8Array>, stage: string, options: ExtractOptions) => Promise<Extracted>

export const extractArchive: Extract = async (archive, stage, { signal, platform, limits = defaultLimits }) => {
  const rules = createArchiveRules(platform, limits)
  await extract(archive, stage, rules, signal)
  if (rules.top === null) throw new AppError('ARCHIVE_REFUSED', { detail: 'it is empty.' })
  return { top: rules.top, files: rules.files, bytes: rules.bytes }
}

async function extract(archive: AsyncIterable<Uint8Array>, stage: string, rules: ReturnType<typeof createArchiveRules>, signal: AbortSignal): Promise<void> {
  const { unpackTar } = await import('modern-tar/fs')
  const writer = unpackTar(stage, {
    strict: true,
    maxDepth: Infinity,
    filter({ name, type = 'file', size, linkname = '' }) {
      rules.admit({ name, type, sizeBytes: size, linkTarget: linkname })
      return true
    },
    // Ours to read and to remove; never setuid, setgid or sticky. Owners are not taken over at all.
    map: (header) => ({ ...header, mode: ((header.mode ?? 0o644) & 0o777) | (header.type === 'directory' ? 0o700 : 0o600) })
  })
  const broken = new Promise<never>((_, reject) => writer.once('error', reject))
  broken.catch(() => undefined)
  try {
    for await (const piece of archive) {
      signal.throwIfAborted()
      // The piece is only ours until the next one is asked for, the writer keeps what it has not used yet.
      await Promise.race([write(writer, Buffer.from(piece)), broken])
    }
    signal.throwIfAborted()
    await Promise.race([new Promise<void>((resolve) => writer.end(() => resolve())), broken])
  } finally {
    writer.destroy()
  }
}

function write(writer: Writable, data: Buffer): Promise<void> {
  return new Promise((resolve, reject) => writer.write(data, (error) => (error ? reject(error) : resolve())))
}
