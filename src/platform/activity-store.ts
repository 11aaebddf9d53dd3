import { constants } from 'node:fs'
import { mkdir, open, readFile, rename, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { activityEntrySchema, type ActivityEntry } from '#contract/activity'
import type { ActivityStore, Clock } from '#core/ports'
import { errorCode } from './error-code'
import { acquireMetadataLock } from './metadata-lock'
import { redact } from './redact'
import { watchFile } from './watch-file'

/** One file is full at this size, and so many full ones are kept beside it. */
const defaultLimits = { fileBytes: 1_048_576, fullFiles: 4 }
const maxLineBytes = 16_384

export interface ActivityOptions {
  readonly directory: string
  readonly clock: Clock
  readonly limits?: typeof defaultLimits
}

/**
 * What was done, one JSON object per line. A line goes in by one appending write, which no other process can come
 * between; only moving a full file aside takes the lock.
 */
export function createActivityStore({ directory, clock, limits = defaultLimits }: ActivityOptions): ActivityStore {
  const path = join(directory, 'activity.jsonl')
  const fullPath = (number: number): string => join(directory, `activity.${number}.jsonl`)

  async function append(entry: ActivityEntry): Promise<void> {
    const line = Buffer.from(`${JSON.stringify(redact(entry))}\n`)
    if (line.length > maxLineBytes) return await append(shorten(entry))
    const handle = await open(path, constants.O_WRONLY | constants.O_APPEND | constants.O_CREAT | (constants.O_NOFOLLOW ?? 0), 0o600).catch(async (error: unknown) => {
      if (errorCode(error) !== 'ENOENT') throw error
      await mkdir(directory, { recursive: true, mode: 0o700 })
      return await open(path, 'a', 0o600)
    })
    try {
      await handle.write(line)
      if ((await handle.stat()).size < limits.fileBytes) return
    } finally {
      await handle.close()
    }
    await moveAside()
  }

  async function moveAside(): Promise<void> {
    const lock = await acquireMetadataLock(path, `${path}.lock`, clock)
    try {
      // Another process may have done it meanwhile.
      if ((await sizeOf(path)) < limits.fileBytes) return
      for (let number = limits.fullFiles; number > 1; number -= 1) await rename(fullPath(number - 1), fullPath(number)).catch(ignoreAbsent)
      await rename(path, fullPath(1))
    } finally {
      await lock.release()
    }
  }

  async function read(): Promise<ActivityEntry[]> {
    const paths = [...Array(limits.fullFiles).keys()].map((index) => fullPath(limits.fullFiles - index)).concat(path)
    const texts = await Promise.all(paths.map((file) => readFile(file, 'utf8').catch(ignoreAbsent)))
    return texts.flatMap((text) => (text ?? '').split('\n').flatMap(parseLine))
  }

  async function* watch(signal: AbortSignal): AsyncGenerator<ActivityEntry> {
    let known = new Set((await read()).map(({ id }) => id))
    let wake: () => void = () => undefined
    let isChanged = false
    const changed = (): void => {
      isChanged = true
      wake()
    }
    await mkdir(directory, { recursive: true, mode: 0o700 })
    const stop = await watchFile(path, changed)
    signal.addEventListener('abort', changed, { once: true })
    try {
      while (!signal.aborted) {
        if (!isChanged) await new Promise<void>((resolve) => (wake = resolve))
        isChanged = false
        if (signal.aborted) return
        const entries = await read()
        yield* entries.filter(({ id }) => !known.has(id))
        known = new Set(entries.map(({ id }) => id))
      }
    } finally {
      signal.removeEventListener('abort', changed)
      await stop()
    }
  }

  return { append, read, watch }
}

/** An engine's own words may be long; everything else is short by its nature. */
function shorten({ error, detail, ...entry }: ActivityEntry): ActivityEntry {
  return { ...entry, subject: entry.subject.slice(0, 256), ...(detail !== undefined && { detail: detail.slice(0, 256) }), ...(error && { error: { code: error.code, params: {}, remedies: [] } }) }
}

function parseLine(line: string): ActivityEntry[] {
  if (line === '') return []
  try {
    return [activityEntrySchema.parse(JSON.parse(line))]
  } catch {
    return []
  }
}

async function sizeOf(path: string): Promise<number> {
  return (await stat(path).catch(ignoreAbsent))?.size ?? 0
}

function ignoreAbsent(error: unknown): undefined {
  if (errorCode(error) === 'ENOENT') return undefined
  throw error
}
