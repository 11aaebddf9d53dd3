import type { Socket } from 'node:net'
import { connectVsock } from './connect-vsock'
import { AgentProblem, toAgentProblem } from './agent-problem'
import { encodeFields, parseFields, protocolVersion, type Field } from './fields'
import { encodeFrame, FrameReader, maxDataBytes, type Frame, type FrameType } from './frame'
import { VsockProblem } from './vsock-problem'

/** Where a sandbox's agent is reached. */
export interface AgentPlace {
  /** Folder of the sandbox with Firecracker's socket in it. */
  readonly folder: string
  /** The socket's name there. */
  readonly socketName: string
}

const agentPort = 1024

/** One operation of the agent's protocol: a connection of its own. */
export class Operation {
  readonly #socket: Socket
  readonly #signal: AbortSignal
  readonly #abort = (): void => void this.#socket.destroy()

  private constructor(socket: Socket, signal: AbortSignal) {
    this.#socket = socket
    this.#signal = signal
    // What went wrong is told to whoever reads the frames.
    socket.on('error', () => {})
    signal.addEventListener('abort', this.#abort, { once: true })
  }

  /** Connects and sends the first frame. `signal` ends the operation at any time, until `release`. Rejects with VsockProblem. */
  static async open(place: AgentPlace, type: FrameType, fields: readonly Field[], signal: AbortSignal): Promise<Operation> {
    const greeting = encodeFrame(type, encodeFields([['v', protocolVersion], ...fields]))
    return new Operation(await connectVsock({ ...place, port: agentPort }, { signal, greeting }), signal)
  }

  /** From here on `signal` means nothing to it. */
  release(): void {
    this.#signal.removeEventListener('abort', this.#abort)
  }

  /**
   * Frames until the connection ends, read no faster than they are asked for; leaving closes it. `F` is thrown as AgentProblem, a
   * broken connection as VsockProblem.
   */
  async *frames(): AsyncGenerator<Frame> {
    const reader = new FrameReader()
    try {
      for await (const chunk of this.#chunks()) {
        for (const frame of reader.take(chunk)) {
          if (frame.type === 'F') throw toAgentProblem(parseFields(frame.payload))
          yield frame
        }
      }
      this.#signal.throwIfAborted()
      if (!reader.isWhole) throw new VsockProblem('lost', 'the connection to the guest broke inside a frame')
    } finally {
      this.close()
    }
  }

  /** The fields of the one `C` that is to come; other frames are given to `onFrame`. */
  async complete(onFrame?: (frame: Frame) => void): Promise<ReadonlyMap<string, string>> {
    for await (const frame of this.frames()) {
      if (frame.type === 'C') return parseFields(frame.payload)
      if (!onFrame) throw unexpected(frame)
      onFrame(frame)
    }
    throw lost()
  }

  /** False when the kernel has not taken it yet: then wait for `drained`. Sending on a closed connection is dropped. */
  send(type: FrameType, payload?: Uint8Array): boolean {
    return this.#socket.writable ? this.#socket.write(encodeFrame(type, payload)) : false
  }

  /** Sends data in as many frames as it takes, no faster than the guest does. Rejects with VsockProblem when the connection is gone. */
  async sendData(data: Uint8Array): Promise<void> {
    for (let at = 0; at < data.byteLength; at += maxDataBytes) {
      if (!this.#socket.writable) throw lost()
      if (!this.send('I', data.subarray(at, at + maxDataBytes))) await this.#drained()
    }
  }

  close(): void {
    this.release()
    this.#socket.destroy()
  }

  async *#chunks(): AsyncGenerator<Buffer> {
    try {
      yield* this.#socket
    } catch (error) {
      this.#signal.throwIfAborted()
      throw new VsockProblem('lost', `the connection to the guest broke: ${error instanceof Error ? error.message : String(error)}`, error)
    }
  }

  async #drained(): Promise<void> {
    if (!this.#socket.writableNeedDrain) return
    await new Promise<void>((resolve) => {
      const go = (): void => {
        this.#socket.off('drain', go).off('close', go)
        resolve()
      }
      this.#socket.once('drain', go).once('close', go)
    })
  }
}

export function lost(): VsockProblem {
  return new VsockProblem('lost', 'the connection to the guest ended before its answer')
}

export function unexpected(frame: Frame): AgentProblem {
  return new AgentProblem('malformed', `the guest sent ${frame.type}, which does not belong there`)
}
