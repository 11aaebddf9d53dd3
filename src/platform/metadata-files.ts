import { chmodSync, closeSync, constants, existsSync, fstatSync, fsyncSync, mkdirSync, openSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { errorCode } from './error-code'

const privateFile = 0o600
const privateDirectory = 0o700
const keptCorruptFiles = 5
const keptDailyBackups = 5
const abandonedAfterMs = 3_600_000

/** What tells two contents of a file apart without reading them. */
export type FileStamp = string

/**
 * The files of the metadata in one directory: the document, its backups, and what was set aside.
 * Everything here is synchronous: the lock is held over it, and nothing else may run meanwhile.
 */
export class MetadataFiles {
  readonly path: string
  readonly lockPath: string
  readonly #backup: string
  readonly #staged: string
  readonly #directory: string

  constructor(directory: string, name: string) {
    this.#directory = directory
    this.path = join(directory, name)
    this.lockPath = `${this.path}.lock`
    this.#backup = `${this.path}.backup`
    this.#staged = `${this.path}.staged`
  }

  /** Makes the directory, for us alone. */
  prepareDirectory(): void {
    mkdirSync(this.#directory, { recursive: true, mode: privateDirectory })
    if (isOpenToOthers(statSync(this.#directory).mode)) tighten(this.#directory, privateDirectory)
  }

  /** Null when there is no file. */
  stamp(): FileStamp | null {
    const stats = statSync(this.path, { throwIfNoEntry: false, bigint: true })
    return stats ? `${stats.ino}:${stats.size}:${stats.mtimeNs}:${stats.ctimeNs}` : null
  }

  /** The text; null when there is no file. A link in its place is refused: it could point anywhere. */
  read(path = this.path): string | null {
    let descriptor: number
    try {
      descriptor = openSync(path, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0))
    } catch (error) {
      if (errorCode(error) === 'ENOENT') return null
      throw error
    }
    try {
      if (isOpenToOthers(fstatSync(descriptor).mode)) tighten(path, privateFile)
      return readFileSync(descriptor, 'utf8')
    } finally {
      closeSync(descriptor)
    }
  }

  /**
   * Writes `text` through `write`, all or nothing. The whole text is first staged beside it: that
   * proves that there is room (conf does not notice a write cut short by a full disk), mends a
   * file that was cut all the same, and becomes the backup.
   */
  replace(text: string, before: string | null, write: () => void): void {
    this.#stage(text)
    let failure: { error: unknown } | null = null
    try {
      write()
    } catch (error) {
      failure = { error }
    }
    const now = this.read()
    if (failure && now === before) throw failure.error
    if (now === text) renameSync(this.#staged, this.#backup)
    else renameSync(this.#staged, this.path)
  }

  /** Keeps the state before the day's first change, so that a mistake can be undone after it reached the backup. */
  keepDailyBackup(text: string, day: string): void {
    const path = `${this.#backup}-${day}`
    if (existsSync(path)) return
    writeFileSync(path, text, { mode: privateFile })
    this.#keepNewest(`${this.#backup}-`, keptDailyBackups)
  }

  /** The file as an older product left it. */
  keepCopyOfVersion(text: string, version: number): void {
    const path = `${this.path}.v${version}`
    if (!existsSync(path)) writeFileSync(path, text, { mode: privateFile })
  }

  /** Moves a file that cannot be used out of the way, never overwriting; answers its new name. */
  setAside(timestamp: string): string {
    const free = [...Array(100).keys()].map((number) => `${this.path}.corrupt-${timestamp}${number === 0 ? '' : `-${number}`}`).find((path) => !existsSync(path))
    const path = free ?? `${this.path}.corrupt-${timestamp}-last`
    renameSync(this.path, path)
    this.#keepNewest(`${this.path}.corrupt-`, keptCorruptFiles)
    return path
  }

  /** Brings back a text where no file is. */
  restore(text: string): void {
    this.#stage(text)
    renameSync(this.#staged, this.path)
  }

  /** Paths of all backups, in no order. */
  backups(): string[] {
    return this.#startingWith(this.#backup)
  }

  /** Takes away what killed processes left half-written long ago. */
  removeAbandoned(now: number): void {
    for (const path of [...this.#startingWith(`${this.path}.tmp-`), this.#staged]) {
      const stats = statSync(path, { throwIfNoEntry: false })
      if (stats && now - stats.mtimeMs > abandonedAfterMs) rmSync(path, { force: true })
    }
  }

  #stage(text: string): void {
    rmSync(this.#staged, { force: true })
    const descriptor = openSync(this.#staged, constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL, privateFile)
    try {
      writeFileSync(descriptor, text)
      fsyncSync(descriptor)
    } catch (error) {
      rmSync(this.#staged, { force: true })
      throw error
    } finally {
      closeSync(descriptor)
    }
  }

  #startingWith(prefix: string): string[] {
    if (!existsSync(this.#directory)) return []
    return readdirSync(this.#directory).map((name) => join(this.#directory, name)).filter((path) => path.startsWith(prefix))
  }

  #keepNewest(prefix: string, count: number): void {
    const oldestFirst = this.#startingWith(prefix).sort()
    for (const path of oldestFirst.slice(0, -count)) rmSync(path, { force: true })
  }
}

function isOpenToOthers(mode: number): boolean {
  return process.platform !== 'win32' && (mode & 0o077) !== 0
}

/** Where this fails (another owner, a read-only disk) reading is still possible, and writing fails by itself. */
function tighten(path: string, mode: number): void {
  try {
    chmodSync(path, mode)
  } catch {}
}
