import { join } from 'node:path'
import type { Machine } from '#core/ports'
import { dockerConfigDirectory, readDockerConfig } from '../registry/docker-config'
import { contextFile } from './context'
import { defaultEndpoint } from './discover'

/** Tells when Docker's client is switched to another context, or the current one to another engine, and when the usual socket comes or goes. What the environment names outright no file changes. */
export async function* watchDockerConfig(machine: Machine, signal: AbortSignal): AsyncGenerator<void> {
  if (machine.environment['DOCKER_HOST']) return
  const watch = new FilesWatch(machine)
  const abort = (): void => watch.tell()
  signal.addEventListener('abort', abort)
  try {
    await watch.turnTo(await findFiles(machine))
    while (!signal.aborted) {
      await watch.untilTold()
      // Before it is told of: what is written to the new context's file from now on is not missed.
      await watch.turnTo(await findFiles(machine))
      if (!signal.aborted) yield
    }
  } finally {
    signal.removeEventListener('abort', abort)
    await watch.turnTo([])
  }
}

/** A daemon that starts makes its socket: nobody has to ask whether one is there by now. */
function socketOf(machine: Machine): string[] {
  const endpoint = defaultEndpoint(machine)
  return endpoint.type === 'unix' ? [endpoint.path] : []
}

/** The current context's own file changes with the context. */
async function findFiles(machine: Machine): Promise<string[]> {
  const { DOCKER_CONTEXT: named } = machine.environment
  if (named) return [contextFile(named, machine)]
  const read = await readDockerConfig(machine)
  const current = 'config' in read ? read.config.currentContext : undefined
  return [join(dockerConfigDirectory(machine), 'config.json'), ...(current && current !== 'default' ? [contextFile(current, machine)] : socketOf(machine))]
}

/** Some files, which may become others; what is written while nobody waits is told to the next who does. */
class FilesWatch {
  readonly #machine: Machine
  readonly #stops = new Map<string, () => Promise<void>>()
  #isTold = false
  #wake = (): void => {}

  constructor(machine: Machine) {
    this.#machine = machine
  }

  readonly tell = (): void => {
    this.#isTold = true
    this.#wake()
  }

  async untilTold(): Promise<void> {
    if (!this.#isTold) await new Promise<void>((resolve) => (this.#wake = resolve))
    this.#isTold = false
  }

  async turnTo(files: readonly string[]): Promise<void> {
    const old = [...this.#stops].filter(([file]) => !files.includes(file))
    for (const file of files) if (!this.#stops.has(file)) this.#stops.set(file, await this.#machine.watch(file, this.tell))
    for (const [file, stop] of old) {
      this.#stops.delete(file)
      await stop()
    }
  }
}
