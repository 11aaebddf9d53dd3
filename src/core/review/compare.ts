import type { Task } from '#contract/progress'
import { maxReviewed, maxReviewedBytes, type Review, type ReviewBarrier, type ReviewedFile, type ReviewFlag } from '#contract/review'
import { toDigest, toText } from '../file-content'
import type { ArchiveEntry } from '../ports/archive'
import type { TreeEntry, TreeFile } from '../ports/host-tree'
import { inPlace } from '../sandbox-files/reach'
import type { SandboxContext } from '../sandboxes/context'
import { isExecutable, reachReview, readInside, type ReviewPlace } from './place'
import { areScriptsChanged, findLeftOut, findLinkBarrier, findNameBarrier, findPathFlags } from './rules'

/** More than so many are not looked at on either side. */
const maxEntries = 300_000

/** What a private copy has that its folder has not, and the other way round. Changes nothing. */
export async function compareCopy(context: SandboxContext, sandbox: string, task: Task): Promise<Review> {
  const place = await reachReview(context, sandbox, task)
  return await inPlace(place, task, () => new Comparison(place, task).run())
}

class Comparison {
  readonly #place: ReviewPlace
  readonly #task: Task
  readonly #createdAt: number
  readonly #host = new Map<string, TreeEntry>()
  readonly #seen = new Set<string>()
  readonly #leftOut = new Set<string>()
  readonly #files: ReviewedFile[] = []
  #isPartial = false

  constructor(place: ReviewPlace, task: Task) {
    this.#place = place
    this.#task = task
    this.#createdAt = Date.parse(place.record.createdAt)
  }

  async run(): Promise<Review> {
    const { folder, workingDirectory } = this.#place
    await this.#readHost()
    await this.#readCopy()
    if (!this.#isPartial) for (const entry of this.#host.values()) if (entry.type === 'file' && !this.#seen.has(entry.path)) await this.#noteRemoved(entry)
    const files = this.#files.toSorted((one, other) => (one.path < other.path ? -1 : 1))
    return { folder, workingDirectory, files: files.slice(0, maxReviewed), isPartial: this.#isPartial || files.length > maxReviewed, leftOut: [...this.#leftOut].toSorted() }
  }

  async #readHost(): Promise<void> {
    const { context, folder } = this.#place
    for await (const entry of context.ports.tree.walk(folder, (path) => this.#isLeftOut(path), this.#task.signal)) {
      if (this.#host.size >= maxEntries) return void (this.#isPartial = true)
      this.#host.set(entry.path, entry)
    }
  }

  async #readCopy(): Promise<void> {
    const { context, files, ref, workingDirectory } = this.#place
    const linked: string[] = []
    for await (const entry of context.ports.archives.entries(await files.read(ref, workingDirectory, this.#task), this.#task.signal)) {
      const path = toRelative(entry.name, workingDirectory)
      if (path === '' || this.#isLeftOut(path) || this.#seen.has(path)) continue
      this.#seen.add(path)
      if (this.#files.length > maxReviewed || this.#seen.size > maxEntries) return void (this.#isPartial = true)
      this.#task.progress({ step: 'compare', text: { key: 'progress.comparing', params: { path: workingDirectory } }, done: this.#seen.size, unit: 'items' })
      // A second name of a file before it comes without content.
      if (entry.type === 'file' && entry.linkTarget !== '') linked.push(path)
      else await this.#compareEntry(path, entry)
    }
    for (const path of linked) await this.#compareLinked(path)
  }

  async #compareLinked(path: string): Promise<void> {
    const side = await readInside(this.#place, path, this.#task)
    if (side) await this.#compareFile(path, side, null)
  }

  async #compareEntry(path: string, entry: ArchiveEntry): Promise<void> {
    const host = this.#host.get(path)
    if (entry.type === 'directory' || entry.type === 'other') return
    if (entry.type === 'link') {
      if (host?.type !== 'link' || host.linkTarget !== entry.linkTarget) this.#noteBarred(path, entry, findNameBarrier(path) ?? findLinkBarrier(path, entry.linkTarget))
      return
    }
    const barrier = this.#findBarrier(path, entry, host)
    if (!barrier) return await this.#compareFile(path, { data: await entry.bytes(maxReviewedBytes), isExecutable: isExecutable(entry.mode) }, entry.modifiedAt)
    const isUntouched = barrier === 'large' && host?.sizeBytes === entry.sizeBytes && this.#isFromBefore(entry.modifiedAt)
    if (!isUntouched) this.#noteBarred(path, entry, barrier)
  }

  #findBarrier(path: string, entry: ArchiveEntry, host: TreeEntry | undefined): ReviewBarrier | null {
    const name = findNameBarrier(path)
    if (name) return name
    const parts = path.split('/')
    const above = parts.slice(0, -1).map((_part, index) => this.#host.get(parts.slice(0, index + 1).join('/'))?.type)
    if (host?.type === 'link' || above.includes('link')) return 'link'
    if ((host && host.type !== 'file') || above.some((type) => type === 'file' || type === 'other')) return 'folder'
    return Math.max(entry.sizeBytes, host?.sizeBytes ?? 0) > maxReviewedBytes ? 'large' : null
  }

  async #compareFile(path: string, inside: TreeFile, modifiedAt: number | null): Promise<void> {
    const { context, folder } = this.#place
    const entry = this.#host.get(path)
    const before = entry ? await context.ports.tree.read(folder, path, maxReviewedBytes) : null
    const knowsModes = context.ports.host.platform !== 'win32'
    const [digest, hostDigest] = [await toDigest(inside.data), before && (await toDigest(before.data))]
    if (digest === hostDigest && (!knowsModes || before?.isExecutable === inside.isExecutable)) return
    const [text, hostText] = [toText(inside.data), before && toText(before.data)]
    this.#files.push({
      path, digest, hostDigest, isExecutable: knowsModes && inside.isExecutable, kind: before ? 'modified' : 'added', isText: text !== null && (before === null || hostText !== null), sizeBytes: inside.data.length,
      flags: [
        ...findPathFlags(path),
        ...(areScriptsChanged(path, hostText, text) ? (['scripts'] as const) : []),
        ...(knowsModes && inside.isExecutable ? (['executable'] as const) : []),
        ...this.#newer(entry ? entry.modifiedAt > this.#createdAt : this.#isFromBefore(modifiedAt))
      ]
    })
  }

  async #noteRemoved({ path, sizeBytes, modifiedAt }: TreeEntry): Promise<void> {
    const { context, folder } = this.#place
    const file = await context.ports.tree.read(folder, path, maxReviewedBytes)
    const shown = { path, kind: 'removed', digest: null, isExecutable: false, sizeBytes } as const
    const flags: ReviewFlag[] = ['removed', ...this.#newer(modifiedAt > this.#createdAt)]
    if (file) this.#files.push({ ...shown, hostDigest: await toDigest(file.data), isText: toText(file.data) !== null, flags })
    else this.#files.push({ ...shown, hostDigest: null, isText: false, flags, barrier: 'large' })
  }

  #noteBarred(path: string, { sizeBytes, mode }: ArchiveEntry, barrier: ReviewBarrier): void {
    this.#files.push({ path, kind: this.#host.has(path) ? 'modified' : 'added', digest: null, hostDigest: null, isText: false, isExecutable: isExecutable(mode), sizeBytes, flags: findPathFlags(path), barrier })
  }

  /** Of an archive's time, which is in whole seconds. */
  #isFromBefore(modifiedAt: number | null): boolean {
    return modifiedAt !== null && modifiedAt < Math.floor(this.#createdAt / 1000) * 1000
  }

  /** Since the copy was made the host's side went its own way: bringing the other one back would undo that. */
  #newer(isNewer: boolean): ReviewFlag[] {
    return isNewer ? ['newer'] : []
  }

  #isLeftOut(path: string): boolean {
    const folder = findLeftOut(path)
    if (folder !== null) this.#leftOut.add(folder)
    return folder !== null
  }
}

/** A tar of a folder names everything below the folder's own name. */
function toRelative(name: string, workingDirectory: string): string {
  const parts = name.split('/').filter((part) => part !== '' && part !== '.')
  return (parts[0] === workingDirectory.split('/').findLast((part) => part !== '') ? parts.slice(1) : parts).join('/')
}
