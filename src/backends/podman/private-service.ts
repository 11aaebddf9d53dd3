import { randomBytes } from 'node:crypto'
import { rename, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Duplex } from 'node:stream'
import type { Clock, Machine, Processes } from '#core/ports'
import { connectSocket } from '../engine-api/connection'
import { toFailure } from './command-info'
import { podmanEnvironment } from './environment'
import { ensurePrivateDirectory, privateDirectory, toSocketName } from './private-directory'

/** A service without work ends by itself. Starting one costs less than a tenth of a second, so it need not wait long. */
const idleSeconds = 60
const startDeadlineMs = 10_000
const startPollMs = 20
const wordsDeadlineMs = 3_000

/**
 * Podman's API service on a socket of our own, for when nobody serves one.
 *
 * It is shared by all our processes of a user and nobody ends it: it ends when it was idle for a while,
 * and the next connection starts it again. There is no lock: a starter serves on a name of its own and
 * renames the socket into place once it answers, which also replaces a stale one. Of two that start at
 * once the later rename wins; the other's service finishes what it was given and ends idle.
 */
export class PrivateService {
  readonly socketPath: string
  readonly #file: string
  readonly #machine: Machine
  readonly #processes: Processes
  readonly #clock: Clock
  #starting: Promise<void> | null = null

  constructor(file: string, { machine, processes, clock }: { machine: Machine; processes: Processes; clock: Clock }) {
    this.#file = file
    this.#machine = machine
    this.#processes = processes
    this.#clock = clock
    this.socketPath = join(privateDirectory(machine), toSocketName(file, podmanEnvironment(machine)))
  }

  /** A stream to the service, which is started when it does not run. */
  readonly dial = async (): Promise<Duplex> => {
    try {
      return await connectSocket(this.socketPath)
    } catch (error) {
      if (!isNobodyThere(error)) throw error
    }
    this.#starting ??= this.#start().finally(() => (this.#starting = null))
    await this.#starting
    return await connectSocket(this.socketPath)
  }

  async #start(): Promise<void> {
    await ensurePrivateDirectory(dirname(this.socketPath), this.#machine.userId)
    const ownPath = join(dirname(this.socketPath), `.${randomBytes(4).toString('hex')}.sock`)
    try {
      await this.#serve(ownPath)
      await rename(ownPath, this.socketPath)
    } catch (error) {
      await rm(ownPath, { force: true })
      throw error
    }
  }

  async #serve(path: string): Promise<void> {
    const args = ['system', 'service', `--time=${idleSeconds}`, `unix://${path}`]
    const command = { file: this.#file, args, environment: podmanEnvironment(this.#machine) }
    const service = await this.#processes.startDetached(command)
    let ended: number | null | undefined
    void service.ended.then(({ exitCode }) => (ended = exitCode))
    const deadline = this.#clock.monotonic() + startDeadlineMs
    while (!(await answers(path))) {
      // What outlives us has no streams of ours: its words come from a second try.
      if (ended !== undefined) throw new Error(toFailure(await this.#processes.run(command, { timeoutMs: wordsDeadlineMs })))
      if (this.#clock.monotonic() > deadline) throw new Error(`podman system service did not answer within ${startDeadlineMs} ms`)
      await this.#clock.sleep(startPollMs)
    }
  }
}

async function answers(path: string): Promise<boolean> {
  try {
    const stream = await connectSocket(path)
    stream.destroy()
    return true
  } catch (error) {
    if (isNobodyThere(error)) return false
    throw error
  }
}

function isNobodyThere(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ECONNREFUSED')
}
