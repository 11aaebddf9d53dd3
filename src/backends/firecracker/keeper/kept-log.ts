import { open, readFile, rename, rm, type FileHandle } from 'node:fs/promises'
import type { GuestLogRecord } from '../agent/agent-types'
import { encodeRecord, parseRecord, recordBytes } from '../agent/log-record'
import { fileNames, type SandboxFiles } from '../state/sandbox-files'

/** Of one of the two files: the guest keeps no more, but it is the guest that says so. */
const mostBytes = 8 * 1_048_576

/** The main process's output on the host's disk, so that it can be read when there is no guest. */
export class KeptLog {
  readonly #path: string
  #handle: FileHandle
  #bytes = 0

  private constructor(path: string, handle: FileHandle) {
    this.#path = path
    this.#handle = handle
  }

  /** Begins anew: the guest tells everything it has. */
  static async create(files: SandboxFiles): Promise<KeptLog> {
    const path = files.path(fileNames.mainLog)
    await rm(`${path}.1`, { force: true })
    return new KeptLog(path, await open(path, 'w', 0o600))
  }

  async add(record: GuestLogRecord): Promise<void> {
    const bytes = encodeRecord(record)
    if (this.#bytes + bytes.length > mostBytes) await this.#turnOver()
    await this.#handle.write(bytes)
    this.#bytes += bytes.length
  }

  async close(): Promise<void> {
    await this.#handle.close()
  }

  async #turnOver(): Promise<void> {
    await this.#handle.close()
    await rename(this.#path, `${this.#path}.1`)
    this.#handle = await open(this.#path, 'w', 0o600)
    this.#bytes = 0
  }
}

/** Of an earlier run. */
export async function clearKeptLog(files: SandboxFiles): Promise<void> {
  const path = files.path(fileNames.mainLog)
  await Promise.all([path, `${path}.1`].map(async (file) => await rm(file, { force: true })))
}

/** Oldest first. */
export async function* readKeptLog(files: SandboxFiles): AsyncGenerator<GuestLogRecord> {
  const path = files.path(fileNames.mainLog)
  for (const file of [`${path}.1`, path]) {
    let rest: Buffer = await readFile(file).catch(() => Buffer.alloc(0))
    for (let record = parseRecord(rest); record; record = parseRecord(rest)) {
      rest = rest.subarray(recordBytes(record))
      yield record
    }
  }
}
