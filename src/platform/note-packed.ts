import type { ArchiveEntry, BaselineEntry, PackNote } from '#core/ports'
import { createArchives } from './archives'
import { digestOf } from './digest-of'

/** Passes an archive of our own on as it is and notes what is in it, so that nothing is read twice. */
export async function* notePacked(archive: AsyncIterable<Uint8Array>, note: PackNote, signal: AbortSignal): AsyncGenerator<Uint8Array> {
  const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>()
  const writer = writable.getWriter()
  const noting = noteEntries(readable, note, signal)
  // Told below; until then nobody waits for it.
  noting.catch(() => undefined)
  try {
    for await (const piece of archive) {
      yield piece
      // Refused by one that has enough: the archive goes on.
      await writer.write(piece).catch(() => undefined)
    }
    await writer.close().catch(() => undefined)
    const entries = await noting
    if (entries) note.take(entries)
  } finally {
    await writer.abort().catch(() => undefined)
  }
}

/** Null when there are more than are wanted. */
async function noteEntries(archive: AsyncIterable<Uint8Array>, { wants, maxEntries }: PackNote, signal: AbortSignal): Promise<Map<string, BaselineEntry> | null> {
  const noted = new Map<string, BaselineEntry>()
  for await (const entry of createArchives().entries(archive, signal)) {
    const path = toRelative(entry.name)
    if (path === '' || !(entry.type === 'file' || entry.type === 'link') || !wants(path)) continue
    if (noted.size >= maxEntries) return null
    noted.set(path, await toBaseline(entry, noted))
  }
  return noted
}

async function toBaseline(entry: ArchiveEntry, noted: ReadonlyMap<string, BaselineEntry>): Promise<BaselineEntry> {
  const { type, mode, sizeBytes, linkTarget, modifiedAt } = entry
  // A second name of a file before it; what that one holds is not known where it was not wanted.
  if (type === 'file' && linkTarget !== '') return noted.get(toRelative(linkTarget)) ?? { digest: null, isExecutable: false, sizeBytes: 0, modifiedAt: null, linkTarget: '' }
  if (type === 'link') return { digest: null, isExecutable: false, sizeBytes, modifiedAt, linkTarget }
  return { digest: await digestOf(entry.content()), isExecutable: (mode & 0o111) !== 0, sizeBytes, modifiedAt, linkTarget }
}

function toRelative(name: string): string {
  return name.replace(/^\.\//, '').replace(/\/$/, '')
}
