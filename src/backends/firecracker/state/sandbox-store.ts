import { mkdir, readdir, rename, rm, stat, utimes, writeFile } from 'node:fs/promises'
import { createHash, randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { AppError } from '#contract/errors'
import type { Task } from '#contract/progress'
import type { Clock, ObjectRef } from '#core/ports'
import { withLock } from './hold-lock'
import { initialState, SandboxFiles, fileNames, type SandboxConfig, type SandboxState } from './sandbox-files'
import { writeScratch } from './scratch'
import { removeAbandoned } from './work-directory'

/** Left behind by a process that was killed, when it is older. */
const abandonedAfterMs = 10 * 60_000

/** All sandboxes of a home on disk, shared by every process of it. */
export class SandboxStore {
  readonly #directory: string
  readonly #clock: Clock

  constructor(directory: string, clock: Clock) {
    this.#directory = directory
    this.#clock = clock
  }

  /** Where one file per sandbox is touched at each change, so that one watch sees them all. */
  get changes(): string {
    return join(this.#directory, 'changes')
  }

  async prepare(): Promise<void> {
    for (const folder of [this.#sandboxes, this.changes, this.#locks]) await mkdir(folder, { recursive: true, mode: 0o700 })
  }

  files(objectId: string): SandboxFiles {
    return new SandboxFiles(join(this.#sandboxes, objectId))
  }

  /** Rejects with SANDBOX_MISSING. */
  async require({ objectId, name }: ObjectRef): Promise<{ files: SandboxFiles; config: SandboxConfig }> {
    const files = this.files(objectId)
    const config = isObjectId(objectId) ? await files.config() : null
    if (!config) throw new AppError('SANDBOX_MISSING', { name })
    return { files, config }
  }

  async ids(): Promise<string[]> {
    return (await readdir(this.#sandboxes).catch(() => [])).filter(isObjectId)
  }

  /** All or nothing: made aside and put into place whole. Rejects with NAME_TAKEN_IN_ENGINE. */
  async create(config: SandboxConfig): Promise<void> {
    await this.prepare()
    const aside = new SandboxFiles(join(this.#sandboxes, `.new-${randomUUID()}`))
    try {
      await mkdir(aside.folder, { mode: 0o700 })
      await Promise.all([aside.writeConfig(config), aside.writeState(initialState), writeScratch(aside.path(fileNames.scratch))])
      await rename(aside.folder, this.files(config.objectId).folder)
    } catch (error) {
      await rm(aside.folder, { recursive: true, force: true })
      throw this.toFailure(error, config)
    }
    await this.tell(config.objectId)
  }

  async writeState(objectId: string, state: SandboxState): Promise<void> {
    await this.files(objectId).writeState(state)
    await this.tell(objectId)
  }

  /** Gone at once for everybody, whatever is still to be deleted. Harmless to repeat. */
  async remove(objectId: string): Promise<void> {
    const aside = join(this.#sandboxes, `.gone-${randomUUID()}`)
    const isHere = await rename(this.files(objectId).folder, aside).then(() => true, () => false)
    await rm(join(this.changes, objectId), { force: true })
    if (isHere) await rm(aside, { recursive: true, force: true })
  }

  /** What killed processes left half made or half deleted. */
  async sweep(): Promise<void> {
    await removeAbandoned(this.#locks)
    const names = await readdir(this.#sandboxes).catch(() => [])
    for (const name of names.filter((one) => /^\.(new|gone)-/.test(one))) {
      const path = join(this.#sandboxes, name)
      const found = await stat(path).catch(() => null)
      if (found && this.#clock.now() - found.ctimeMs > abandonedAfterMs) await rm(path, { recursive: true, force: true })
    }
  }

  /** Work that only one process may do to a sandbox at a time. */
  async locked<T>(objectId: string, task: Pick<Task, 'signal'>, work: () => Promise<T>): Promise<T> {
    return await withLock(this.#locks, objectId, this.#clock, task, work)
  }

  async tell(objectId: string): Promise<void> {
    const mark = join(this.changes, objectId)
    const now = new Date(this.#clock.now())
    await utimes(mark, now, now).catch(async () => await writeFile(mark, '', { mode: 0o600 }))
  }

  toFailure(error: unknown, { objectId, name }: Pick<SandboxConfig, 'objectId' | 'name'>): unknown {
    const code = error instanceof Error && 'code' in error ? error.code : ''
    if (code === 'ENOTEMPTY' || code === 'EEXIST') return new AppError('NAME_TAKEN_IN_ENGINE', { name, container: objectId }, { cause: error })
    if (code === 'ENOSPC' || code === 'EDQUOT') return new AppError('DISK_FULL', { where: this.#directory }, { cause: error })
    if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS') return new AppError('PERMISSION_DENIED', { what: this.#directory, detail: code }, { cause: error })
    return error
  }

  get #sandboxes(): string {
    return join(this.#directory, 'sandboxes')
  }

  get #locks(): string {
    return join(this.#directory, 'locks')
  }
}

/** Fit for Firecracker's `--id`, and the same for the same sandbox, so that a second one is noticed. */
export function toObjectId(homeId: string, sandboxId: string): string {
  return `ak-${createHash('sha256').update(`${homeId}\0${sandboxId}`).digest('hex').slice(0, 24)}`
}

export function isObjectId(name: string): boolean {
  return /^ak-[0-9a-f]{24}$/.test(name)
}
