import { Agent, type AgentOptions, type ClientRequestArgs } from 'node:http'
import type { Duplex } from 'node:stream'

/** Unused streams are given up before an engine that ends when idle could end them in the middle of a request. */
const idleMs = 20_000

type SocketCallback = (error: Error | null, stream: Duplex) => void
/** As Node really calls it: there is no stream with an error. */
type HandOver = (error: Error | null, stream?: Duplex) => void

/** Opens one byte stream to the engine; rejects with the system's error (`code`: ENOENT, ECONNREFUSED…). */
export type Dial = () => Promise<Duplex>

/**
 * Lets Node's HTTP client speak over any stream (socket, TLS, the pipes of an ssh client), so that the
 * client above knows one kind of connection. Streams are kept for reuse and do not keep the process alive.
 */
export class DialAgent extends Agent {
  readonly #dial: Dial
  readonly #streams = new Set<Duplex>()

  constructor(dial: Dial) {
    // With a server name given, Node does not look whether the host is an address: its pattern for IPv6 takes milliseconds to compile.
    super({ keepAlive: true, maxFreeSockets: 4, scheduling: 'lifo', timeout: idleMs, servername: '' } as AgentOptions)
    this.#dial = dial
  }

  override createConnection(_options: ClientRequestArgs, callback?: SocketCallback): undefined {
    void this.#handOver(callback as HandOver)
  }

  async #handOver(callback: HandOver): Promise<void> {
    const [error, stream] = await this.#dial().then(
      (opened) => [null, opened] as const,
      (failure: Error) => [failure, undefined] as const
    )
    if (stream) {
      this.#streams.add(stream)
      stream.once('close', () => this.#streams.delete(stream))
    }
    callback(error, stream)
  }

  /** There is one place to connect to, however a request names it: what one leaves open, the next takes. */
  override getName(): string {
    return 'engine'
  }

  /** Ends also the streams that were handed over by an upgrade, which Node's agent forgets. */
  override destroy(): void {
    super.destroy()
    for (const stream of this.#streams) stream.destroy()
  }
}
