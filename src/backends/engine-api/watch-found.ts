import type { Machine } from '#core/ports'

/** Tells whenever one of some files is written, made or gone, until aborted; after each time `find` says which they are now. */
export async function* watchFound(machine: Machine, find: () => Promise<readonly string[]>, signal: AbortSignal): AsyncGenerator<void> {
  const watch = new FilesWatch(machine)
  const abort = (): void => watch.tell()
  signal.addEventListener('abort', abort)
  try {
    await watch.turnTo(await find())
    while (!signal.aborted) {
      await watch.untilTold()
      // Before it is told of: what is written to another file from now on is not missed.
      await watch.turnTo(await find())
      if (!signal.aborted) yield
    }
  } finally {
    signal.removeEventListener('abort', abort)
    await watch.turnTo([])
  }
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
