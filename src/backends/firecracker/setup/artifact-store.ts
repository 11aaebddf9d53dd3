import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { z } from 'zod'
import { hashFile, isSamePrint, readPrint } from './file-print'

const printSchema = z.object({ path: z.string(), sizeBytes: z.number(), mtimeMs: z.number() })

const artifactSchema = z.object({
  /** Relative to the backend's folder. */
  file: z.string(),
  version: z.string(),
  /** The address, or the file that it was imported from. */
  source: z.string(),
  sha256: z.string(),
  sizeBytes: z.number(),
  mtimeMs: z.number(),
  verifiedAt: z.string()
})
export type Artifact = z.infer<typeof artifactSchema>

const selfTestSchema = z.object({
  /** What was tried. Anything else has to be tried again. */
  program: printSchema,
  version: z.string(),
  kernel: printSchema,
  agentSha256: z.string(),
  osRelease: z.string(),
  answeredAt: z.string(),
  /** Null when nothing answered; `failure` then says why. */
  bootMs: z.number().nullable(),
  failure: z.string().nullable()
})
export type SelfTest = z.infer<typeof selfTestSchema>

const contentSchema = z.object({ artifacts: z.array(artifactSchema), selfTest: selfTestSchema.nullable() })
type Content = z.infer<typeof contentSchema>

const nothing: Content = { artifacts: [], selfTest: null }

/** What an own file is now: as it was pinned (`isNoted`: without having been hashed again), not there, or something else. */
export type Verified = { readonly path: string; readonly isNoted: boolean } | { readonly absent: true } | { readonly expected: string; readonly found: string }

/** The files that set-up put here, and what is known of them (`artifacts.json`). Changed only under set-up's lock. */
export class ArtifactStore {
  readonly directory: string

  constructor(directory: string) {
    this.directory = directory
  }

  path(file: string): string {
    return join(this.directory, file)
  }

  /** What cannot be read counts for nothing: everything is looked at again then. */
  async read(): Promise<Content> {
    const text = await readFile(this.path('artifacts.json'), 'utf8').catch(() => null)
    try {
      return text === null ? nothing : contentSchema.parse(JSON.parse(text))
    } catch {
      return nothing
    }
  }

  async record(artifact: Omit<Artifact, 'sizeBytes' | 'mtimeMs'>): Promise<void> {
    const print = await readPrint(this.path(artifact.file))
    if (!print) throw new Error(`${artifact.file} is not where it was put`)
    const { path: _path, ...facts } = print
    const { artifacts, selfTest } = await this.read()
    await this.#write({ artifacts: [...artifacts.filter(({ file }) => file !== artifact.file), { ...artifact, ...facts }], selfTest })
  }

  async keepSelfTest(selfTest: SelfTest): Promise<void> {
    await this.#write({ ...(await this.read()), selfTest })
  }

  /** Hashed again when size or time is another than when it was verified. */
  async verify(file: string, sha256: string): Promise<Verified> {
    const path = this.path(file)
    const print = await readPrint(path)
    if (!print) return { absent: true }
    const known = (await this.read()).artifacts.find((artifact) => artifact.file === file)
    if (known?.sha256 === sha256 && isSamePrint({ ...known, path }, print)) return { path, isNoted: true }
    const found = await hashFile(path)
    return found === sha256 ? { path, isNoted: false } : { expected: sha256, found }
  }

  async #write(content: Content): Promise<void> {
    const file = this.path('artifacts.json')
    await mkdir(dirname(file), { recursive: true, mode: 0o700 })
    const aside = `${file}.tmp`
    try {
      await writeFile(aside, `${JSON.stringify(content, null, 2)}\n`, { mode: 0o600 })
      await rename(aside, file)
    } catch (error) {
      await rm(aside, { force: true })
      throw error
    }
  }
}
