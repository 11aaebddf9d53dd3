import { connect, type Socket } from 'node:net'
import { withSocketPath } from './socket-folder'
import { VsockProblem } from './vsock-problem'

export interface VsockAddress {
  /** Folder of the socket, as long as it likes. */
  readonly folder: string
  /** Name of Firecracker's vsock socket in it. */
  readonly socketName: string
  readonly port: number
}

const defaultTimeoutMs = 3_000
/** `OK 4294967295\n` */
const longestAnswer = 14

export interface VsockOptions {
  readonly signal: AbortSignal
  readonly timeoutMs?: number
  /** Sent together with the request for the port, so that nobody waits for its answer first. Lost when nobody listens. */
  readonly greeting?: Uint8Array
}

/**
 * Connects to a port inside the guest. The socket comes back paused, with whatever came right behind the answer still to be
 * read. Rejects with VsockProblem, or with the signal's reason.
 */
export async function connectVsock({ folder, socketName, port }: VsockAddress, options: VsockOptions): Promise<Socket> {
  options.signal.throwIfAborted()
  return await withSocketPath(folder, socketName, async (path) => await shakeHands(path, port, options))
}

function shakeHands(path: string, port: number, { signal, timeoutMs = defaultTimeoutMs, greeting = new Uint8Array() }: VsockOptions): Promise<Socket> {
  return new Promise((resolve, reject) => {
    // Without half-open, Node would answer the guest's end by ending our side before we are done.
    const socket = connect({ path, allowHalfOpen: true })
    let answer = ''
    const settle = (error: unknown): void => {
      clearTimeout(timer)
      signal.removeEventListener('abort', abort)
      for (const [event, listener] of listeners) socket.off(event, listener)
      if (error === null) return resolve(socket)
      socket.on('error', () => {})
      socket.destroy()
      reject(error)
    }
    const abort = (): void => settle(signal.reason)
    const timer = setTimeout(() => settle(new VsockProblem('timeout', `port ${port} of the guest did not answer within ${timeoutMs} ms`)), timeoutMs)
    signal.addEventListener('abort', abort, { once: true })
    const refuse = (): void => settle(new VsockProblem('refused', `nobody listens at port ${port} of the guest`))
    // Byte by byte: what follows the line belongs to whoever gets the socket.
    const read = (): void => {
      for (let byte = readByte(socket); byte !== null; byte = readByte(socket)) {
        if (byte === '\n') return settle(/^OK \d+$/.test(answer) ? null : new VsockProblem('lost', `the answer to CONNECT was ${JSON.stringify(answer)}`))
        answer += byte
        if (answer.length > longestAnswer) return settle(new VsockProblem('lost', 'the answer to CONNECT does not end'))
      }
    }
    const listeners: [event: string, listener: (error: NodeJS.ErrnoException) => void][] = [
      // One write: Firecracker reads the line once and drops what is not whole. It takes no byte behind it before the guest has answered.
      ['connect', () => socket.write(Buffer.concat([Buffer.from(`CONNECT ${port}\n`), greeting]))],
      ['error', (error: NodeJS.ErrnoException) => settle(toProblem(error, port))],
      ['end', refuse],
      ['close', refuse],
      ['readable', read]
    ]
    for (const [event, listener] of listeners) socket.on(event, listener)
  })
}

function readByte(socket: Socket): string | null {
  const byte: unknown = socket.read(1)
  return Buffer.isBuffer(byte) ? byte.toString('latin1') : null
}

function toProblem(error: NodeJS.ErrnoException, port: number): unknown {
  if (error.code === 'ENOENT' || error.code === 'ECONNREFUSED') return new VsockProblem('absent', 'no virtual machine listens', error)
  if (error.code === 'EACCES' || error.code === 'EPERM') return error
  return new VsockProblem('refused', `port ${port} of the guest: ${error.message}`, error)
}
