import type { Task } from '#contract/progress'
import { maxReviewed, maxReviewedBytes, type Review, type ReviewBarrier, type ReviewedFile, type ReviewFlag } from '#contract/review'
import { toText } from '../file-content'
import type { ArchiveEntry } from '../ports/archive'
import type { Baseline, BaselineEntry } from '../ports/baseline'
import type { TreeEntry } from '../ports/host-tree'
import { inPlace } from '../sandbox-files/reach'
import type { SandboxContext } from '../sandboxes/context'
import { findBefore, maxEntries } from './baseline'
import { HostSide, toContent, type Content } from './host-side'
import { isExecutable, reachReview, readInside, type ReviewPlace } from './place'
import { areScriptsChanged, findLeftOut, findLinkBarrier, findNameBarrier, findPathFlags } from './rules'
import type { Side } from './sides'

/** What a private copy has that its folder has not, and the other way round. Changes nothing. */
export async function compareCopy(context: SandboxContext, sandbox: string, task: Task): Promise<Review> {
  const place = await reachReview(context, sandbox, task)
  const baseline = await context.ports.baselines.read(place.record.id)
  return await inPlace(place, task, () => new Comparison(place, baseline, task).run())
}

class Comparison {
  readonly #place: ReviewPlace
  readonly #baseline: Baseline | null
  readonly #task: Task
  readonly #createdAt: number
  readonly #host: HostSide
  readonly #seen = new Set<string>()
  readonly #leftOut = new Set<string>()
  readonly #files: ReviewedFile[] = []
  readonly #hostOnly: string[] = []
  #isPartial = false

  constructor(place: ReviewPlace, baseline: Baseline | null, task: Task) {
    this.#place = place
    this.#baseline = baseline
    this.#task = task
    this.#createdAt = Date.parse(place.record.createdAt)
    this.#host = new HostSide(place)
  }

  async run(): Promise<Review> {
    const { folder, workingDirectory } = this.#place
    this.#isPartial = !(await this.#host.readEntries((path) => this.#isLeftOut(path), maxEntries, this.#task.signal))
    await this.#readCopy()
    if (!this.#isPartial) for (const entry of this.#host.entries.values()) if (!this.#seen.has(entry.path)) await this.#noteAbsent(entry)
    const files = this.#files.toSorted((one, other) => (one.path < other.path ? -1 : 1))
    return {
      folder,
      workingDirectory,
      files: files.slice(0, maxReviewed),
      knowsBefore: this.#baseline !== null,
      hostOnly: this.#hostOnly.toSorted().slice(0, maxReviewed),
      isPartial: this.#isPartial || files.length > maxReviewed,
      leftOut: [...this.#leftOut].toSorted()
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
      if (entry.type === 'link') await this.#compareLink(path, entry)
      // A second name of a file before it comes without content.
      else if (entry.type === 'file' && entry.linkTarget !== '') linked.push(path)
      else if (entry.type === 'file') await this.#compareFile(path, await this.#readEntry(entry), entry.modifiedAt)
    }
    for (const path of linked) {
      const inside = await readInside(this.#place, path, this.#task, (entry) => this.#readEntry(entry))
      if (inside) await this.#compareFile(path, inside, null)
    }
  }

  async #readEntry(entry: ArchiveEntry): Promise<Content> {
    const { sizeBytes, mode } = entry
    if (sizeBytes <= maxReviewedBytes) return await toContent({ data: await entry.bytes(maxReviewedBytes), isExecutable: isExecutable(mode) })
    return { digest: await this.#place.context.ports.archives.digest(entry.content()), isExecutable: isExecutable(mode), linkTarget: '', data: null, sizeBytes }
  }

  async #compareLink(path: string, { linkTarget, sizeBytes }: ArchiveEntry): Promise<void> {
    if (this.#host.entries.get(path)?.linkTarget === linkTarget || (await this.#isHostOnly(path, { digest: null, isExecutable: false, linkTarget }))) return
    this.#noteBarred({ path, barrier: findNameBarrier(path) ?? findLinkBarrier(path, linkTarget), sizeBytes, isExecutable: false, linkTarget })
  }

  async #compareFile(path: string, inside: Content, modifiedAt: number | null): Promise<void> {
    if (await this.#isHostOnly(path, inside)) return
    const entry = this.#host.entries.get(path)
    const barrier = this.#findBarrier(path, entry)
    if (barrier) return this.#noteBarred({ path, barrier, sizeBytes: inside.sizeBytes, isExecutable: inside.isExecutable })
    const host = await this.#host.readFile(path)
    if (this.#host.isAlike(inside, host)) return
    const [text, hostText] = [inside.data && toText(inside.data), host?.data ? toText(host.data) : null]
    const mayRun = this.#host.knowsModes && inside.isExecutable
    this.#files.push({
      path,
      digest: inside.digest,
      hostDigest: host && host.digest,
      isExecutable: mayRun,
      kind: host ? 'modified' : 'added',
      isText: text !== null && (host === null || hostText !== null),
      sizeBytes: inside.sizeBytes,
      flags: [
        ...findPathFlags(path),
        ...(areScriptsChanged(path, hostText, text) ? (['scripts'] as const) : []),
        ...(mayRun ? (['executable'] as const) : []),
        ...flagLarge(inside, host),
        ...this.#flagOtherSide(path, host, entry ? entry.modifiedAt > this.#createdAt : this.#isFromBefore(modifiedAt))
      ]
    })
  }

  #findBarrier(path: string, host: TreeEntry | undefined): ReviewBarrier | null {
    const name = findNameBarrier(path)
    if (name) return name
    const parts = path.split('/')
    const above = parts.slice(0, -1).map((_part, index) => this.#host.entries.get(parts.slice(0, index + 1).join('/'))?.type)
    if (host?.type === 'link' || above.includes('link')) return 'link'
    return (host && host.type !== 'file') || above.some((type) => type === 'file' || type === 'other') ? 'folder' : null
  }

  /** Of the host's side, what the copy has not. */
  async #noteAbsent({ path, type, sizeBytes, linkTarget, modifiedAt }: TreeEntry): Promise<void> {
    if ((type !== 'file' && type !== 'link') || (await this.#isHostOnly(path, null))) return
    const shown = { path, sizeBytes, isExecutable: false }
    if (type === 'link') return this.#noteBarred({ ...shown, barrier: findLinkBarrier(path, linkTarget), linkTarget }, 'removed')
    const host = await this.#host.readFile(path)
    if (!host) return
    const flags: ReviewFlag[] = ['removed', ...flagLarge(host, null), ...this.#flagOtherSide(path, host, modifiedAt > this.#createdAt)]
    this.#files.push({ ...shown, kind: 'removed', digest: null, hostDigest: host.digest, isText: host.data !== null && toText(host.data) !== null, flags })
  }

  #noteBarred(file: Pick<ReviewedFile, 'path' | 'sizeBytes' | 'isExecutable' | 'linkTarget'> & { barrier: ReviewBarrier }, kind?: 'removed'): void {
    this.#files.push({ ...file, kind: kind ?? (this.#host.entries.has(file.path) ? 'modified' : 'added'), digest: null, hostDigest: null, isText: false, flags: findPathFlags(file.path) })
  }

  /** Whether the copy still has what went in: then whatever the host has now stays as it is. */
  async #isHostOnly(path: string, inside: Side): Promise<boolean> {
    const before = this.#before(path)
    if (before === undefined || !this.#host.isAlike(before, inside)) return false
    if (!(await this.#host.isAs(path, before))) this.#hostOnly.push(path)
    return true
  }

  /** Where the host's side went its own way, bringing the other one back would undo that. Without a baseline dates have to tell. */
  #flagOtherSide(path: string, host: Side, isNewer: boolean): ReviewFlag[] {
    const before = this.#before(path)
    if (before === undefined) return isNewer ? ['newer'] : []
    return this.#host.isAlike(before, host) ? [] : ['conflict']
  }

  #before(path: string): BaselineEntry | null | undefined {
    return this.#baseline ? findBefore(this.#baseline, path) : undefined
  }

  /** Of an archive's time, which is in whole seconds. */
  #isFromBefore(modifiedAt: number | null): boolean {
    return modifiedAt !== null && modifiedAt < Math.floor(this.#createdAt / 1000) * 1000
  }

  #isLeftOut(path: string): boolean {
    const folder = findLeftOut(path)
    if (folder !== null) this.#leftOut.add(folder)
    return folder !== null
  }
}

function flagLarge(one: Content, other: Content | null): ReviewFlag[] {
  return Math.max(one.sizeBytes, other?.sizeBytes ?? 0) > maxReviewedBytes ? ['large'] : []
}

/** A tar of a folder names everything below the folder's own name. */
function toRelative(name: string, workingDirectory: string): string {
  const parts = name.split('/').filter((part) => part !== '' && part !== '.')
  return (parts[0] === workingDirectory.split('/').findLast((part) => part !== '') ? parts.slice(1) : parts).join('/')
}
