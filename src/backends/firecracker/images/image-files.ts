import { mkdir, open, readdir, readFile, rename, rm, stat, utimes } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'

/** Raised when the same image would become another file system: what an older writer made is not used any more. */
const writerVersion = 1

const recordSchema = z.object({
  /** `sha256:…` of the image's configuration. */
  id: z.string().regex(/^sha256:[0-9a-f]{64}$/),
  writer: z.number(),
  sizeBytes: z.number(),
  contentBytes: z.number(),
  skippedDevices: z.number(),
  /** When the image was built, as it says. */
  createdAt: z.string().optional(),
  /** When it was converted. */
  storedAt: z.string(),
  repoDigests: z.array(z.string()).readonly().optional(),
  labels: z.record(z.string(), z.string()).optional(),
  settings: z.object({
    environment: z.array(z.string()).readonly(),
    entrypoint: z.array(z.string()).readonly(),
    command: z.array(z.string()).readonly(),
    workingDirectory: z.string(),
    user: z.string(),
    exposedPorts: z.array(z.string()).readonly(),
    stopSignal: z.string().optional()
  })
})
export type ImageRecord = z.output<typeof recordSchema>

const referencesSchema = z.record(z.string(), z.string())

/** The cache's files, each written aside and renamed, so that a reader sees a whole one or none. */
export class ImageFiles {
  readonly directory: string

  constructor(directory: string) {
    this.directory = directory
  }

  async prepare(): Promise<void> {
    await mkdir(this.directory, { recursive: true, mode: 0o700 })
  }

  image(id: string): string {
    return join(this.directory, `${toKey(id)}.sqfs`)
  }

  /** Null when the image is not here whole. */
  async read(id: string): Promise<ImageRecord | null> {
    const record = recordSchema.safeParse(await readJson(this.#record(id)))
    if (!record.success || record.data.writer !== writerVersion) return null
    const file = await stat(this.image(id)).catch(() => null)
    // A file of another length was cut by a full disk or by somebody.
    return file?.size === record.data.sizeBytes ? record.data : null
  }

  async write(record: Omit<ImageRecord, 'writer'>): Promise<void> {
    await writeJson(this.#record(record.id), { ...record, writer: writerVersion })
  }

  /** Ids of all images that are here whole. */
  async ids(): Promise<string[]> {
    const names = await readdir(this.directory).catch(() => [])
    return names.flatMap((name) => (name.endsWith(`.w${writerVersion}.json`) ? [`sha256:${name.slice(0, 64)}`] : []))
  }

  /** The record goes last: an image without a file is not listed, a file without a record is swept. */
  async remove(id: string): Promise<void> {
    await rm(this.image(id), { force: true })
    await rm(this.#record(id), { force: true })
  }

  /** Kept as the record's date: no writing, so no lock. */
  async touch(id: string, at: Date): Promise<void> {
    await utimes(this.#record(id), at, at)
  }

  async lastUsedAt(id: string): Promise<Date> {
    return (await stat(this.#record(id))).mtime
  }

  /** Which image each qualified reference means. */
  async references(): Promise<Record<string, string>> {
    const parsed = referencesSchema.safeParse(await readJson(this.#references))
    return parsed.success ? parsed.data : {}
  }

  async writeReferences(references: Readonly<Record<string, string>>): Promise<void> {
    await writeJson(this.#references, references)
  }

  /** Names of files that no image of today's writer needs: of older writers, or left by a process that was killed. */
  async strays(): Promise<string[]> {
    const names = await readdir(this.directory).catch(() => [])
    const records = new Set(names)
    return names.filter((name) => {
      const match = /^([0-9a-f]{64})\.w(\d+)\.(sqfs|json)$/.exec(name)
      if (!match) return /\.tmp-[0-9a-f]+$/.test(name)
      return Number(match[2]) < writerVersion || (match[3] === 'sqfs' && !records.has(name.replace(/sqfs$/, 'json')))
    })
  }

  #record(id: string): string {
    return join(this.directory, `${toKey(id)}.json`)
  }

  get #references(): string {
    return join(this.directory, 'references.json')
  }
}

function toKey(id: string): string {
  return `${id.replace(/^sha256:/, '')}.w${writerVersion}`
}

async function readJson(file: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(file, 'utf8'))
  } catch {
    // Absent, or cut by a machine that lost power: the image is converted again.
    return null
  }
}

async function writeJson(file: string, value: unknown): Promise<void> {
  const aside = `${file}.tmp-${process.pid.toString(16)}${Math.trunc(Math.random() * 2 ** 32).toString(16)}`
  const handle = await open(aside, 'wx', 0o600)
  try {
    await handle.writeFile(`${JSON.stringify(value, null, 2)}\n`)
    await handle.sync()
  } finally {
    await handle.close()
  }
  await rename(aside, file)
}
