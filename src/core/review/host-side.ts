import { maxReviewedBytes } from '#contract/review'
import { toDigest } from '../file-content'
import type { BaselineEntry } from '../ports/baseline'
import type { TreeEntry, TreeFile } from '../ports/host-tree'
import type { ReviewPlace } from './place'
import { isAlike, type Side } from './sides'

/** A file of one side as it was read. */
export interface Content {
  readonly digest: string
  readonly isExecutable: boolean
  readonly linkTarget: ''
  /** Null where it is too large to be shown. */
  readonly data: Uint8Array | null
  readonly sizeBytes: number
}

/** The folder on the host as it is now. */
export class HostSide {
  readonly entries = new Map<string, TreeEntry>()
  /** Modes are told by both systems. */
  readonly knowsModes: boolean
  readonly #place: ReviewPlace

  constructor(place: ReviewPlace) {
    this.#place = place
    this.knowsModes = place.context.ports.host.platform !== 'win32'
  }

  /** False when there is more than `maxEntries`. */
  async readEntries(isLeftOut: (path: string) => boolean, maxEntries: number, signal: AbortSignal): Promise<boolean> {
    const { context, folder } = this.#place
    for await (const entry of context.ports.tree.walk(folder, isLeftOut, signal)) {
      if (this.entries.size >= maxEntries) return false
      this.entries.set(entry.path, entry)
    }
    return true
  }

  /** Null where no regular file is. */
  async readFile(path: string): Promise<Content | null> {
    const entry = this.entries.get(path)
    if (entry?.type !== 'file') return null
    const { context, folder } = this.#place
    const file = await context.ports.tree.read(folder, path, maxReviewedBytes)
    if (file) return await toContent(file)
    const digest = await context.ports.tree.digest(folder, path)
    return digest === null ? null : { digest, isExecutable: entry.isExecutable, linkTarget: '', data: null, sizeBytes: entry.sizeBytes }
  }

  /** Whether it still is what it was: by date and size, as git does; where those moved, by what it holds. */
  async isAs(path: string, before: BaselineEntry | null): Promise<boolean> {
    const host = this.entries.get(path)
    if (!host || before === null) return !host && before === null
    if (host.type === 'link') return host.linkTarget === before.linkTarget
    const isUntouched = before.modifiedAt === Math.floor(host.modifiedAt / 1000) * 1000 && before.sizeBytes === host.sizeBytes
    return this.isAlike(before, isUntouched ? { ...before, isExecutable: host.isExecutable } : await this.readFile(path))
  }

  isAlike(one: Side, other: Side): boolean {
    return isAlike(one, other, this.knowsModes)
  }
}

export async function toContent({ data, isExecutable }: TreeFile): Promise<Content> {
  return { digest: await toDigest(data), isExecutable, linkTarget: '', data, sizeBytes: data.length }
}
