import { chmod, mkdir, open, readdir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Task } from '#contract/progress'
import type { Clock } from '#core/ports'
import { withLock } from '../state/hold-lock'
import { withWorkDirectory } from '../state/work-directory'
import { toPlaceName, toTemplateName, type TemplateFacts } from './template-facts'
import type { WarmTemplate } from './warm-template'

/** Each has a file as large as its guest's memory. */
const mostTemplates = 3
/** One that could not be made, or did not answer, is tried again then. */
const tryAgainAfterMs = 24 * 3_600_000
/** As large as anything that takes its place: a guest that has not heard of the change yet can read all of it. */
const placeholderBytes = 64 * 2 ** 30

const names = { state: 'state', memory: 'memory', failures: 'failures' } as const

/** Two sparse files without content: what a template's guest has in place of a sandbox's disks. Nothing is ever written to them. */
export interface Placeholders {
  readonly image: string
  readonly scratch: string
}

export type MakeTemplate = (template: WarmTemplate & { readonly workDirectory: string }, placeholders: Placeholders) => Promise<void>

/** Templates on disk, shared by every process of a home. What lies there is never changed, only removed: machines that run from it keep it open. */
export class TemplateStore {
  readonly #directory: string
  readonly #clock: Clock

  constructor(directory: string, clock: Clock) {
    this.#directory = directory
    this.#clock = clock
  }

  /** Null when there is none that fits. */
  async find(facts: TemplateFacts): Promise<WarmTemplate | null> {
    const folder = join(this.#directory, toTemplateName(facts))
    const template = { stateFile: join(folder, names.state), memoryFile: join(folder, names.memory) }
    const memory = await stat(template.memoryFile).catch(() => null)
    if (memory?.size !== facts.size.memoryMb * 1_048_576) return null
    const now = new Date(this.#clock.now())
    await utimes(folder, now, now).catch(() => undefined)
    return template
  }

  /** Why one that fits did not work lately; null when nothing is known against it. */
  async findFailure(facts: TemplateFacts): Promise<string | null> {
    const file = this.#failureFile(facts)
    const found = await stat(file).catch(() => null)
    if (!found || this.#clock.now() - found.mtimeMs > tryAgainAfterMs) return null
    return await readFile(file, 'utf8').catch(() => null)
  }

  /** One at a time, whoever asks: it takes as much memory as a sandbox. Put into place whole; what does not fit here any more, and what is too much, goes. */
  async make(facts: TemplateFacts, task: Pick<Task, 'signal'>, make: MakeTemplate): Promise<WarmTemplate> {
    await mkdir(this.#directory, { recursive: true, mode: 0o700 })
    return await withLock(this.#directory, 'make', this.#clock, task, async () => {
      const known = await this.find(facts)
      if (known) return known
      const folder = join(this.#directory, toTemplateName(facts))
      await withWorkDirectory(this.#directory, async (workDirectory) => {
        const made = join(workDirectory, 'made')
        await mkdir(made, { mode: 0o700 })
        const [stateFile, memoryFile] = [join(made, names.state), join(made, names.memory)]
        await make({ workDirectory, stateFile, memoryFile }, await this.#placeholders())
        // Firecracker makes them with the person's umask.
        await Promise.all([stateFile, memoryFile].map(async (file) => await chmod(file, 0o600)))
        await rm(folder, { recursive: true, force: true })
        await rename(made, folder)
      })
      await this.#prune(facts)
      const template = await this.find(facts)
      if (!template) throw new Error('the memory that was saved is not as large as the guest’s')
      return template
    })
  }

  /** It is not taken again, and for a while not made again. */
  async giveUp(facts: TemplateFacts, reason: string): Promise<void> {
    await mkdir(join(this.#directory, names.failures), { recursive: true, mode: 0o700 })
    await writeFile(this.#failureFile(facts), reason.slice(0, 1_000), { mode: 0o600 })
    await rm(join(this.#directory, toTemplateName(facts)), { recursive: true, force: true })
  }

  /** Nobody wants them any more. Machines that run from one go on. */
  async clear(): Promise<void> {
    await rm(this.#directory, { recursive: true, force: true })
  }

  #failureFile(facts: TemplateFacts): string {
    return join(this.#directory, names.failures, toTemplateName(facts))
  }

  async #placeholders(): Promise<Placeholders> {
    const placeholders = { image: join(this.#directory, 'placeholder-image'), scratch: join(this.#directory, 'placeholder-scratch') }
    for (const file of Object.values(placeholders)) {
      const handle = await open(file, 'a', 0o600)
      await handle.truncate(placeholderBytes).finally(async () => await handle.close())
    }
    return placeholders
  }

  async #prune(facts: TemplateFacts): Promise<void> {
    const place = toPlaceName(facts)
    const folders = (await readdir(this.#directory)).filter((name) => /^[0-9a-f]{16}-/.test(name) && !name.endsWith('.lock'))
    const [here, elsewhere] = [folders.filter((name) => name.startsWith(place)), folders.filter((name) => !name.startsWith(place))]
    const used = await Promise.all(here.map(async (name) => ({ name, usedAt: (await stat(join(this.#directory, name)).catch(() => null))?.mtimeMs ?? 0 })))
    const surplus = used.sort((one, other) => other.usedAt - one.usedAt).slice(mostTemplates).map(({ name }) => name)
    for (const name of [...elsewhere, ...surplus]) await rm(join(this.#directory, name), { recursive: true, force: true })
  }
}
