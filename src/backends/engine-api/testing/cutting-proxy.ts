import { randomBytes } from 'node:crypto'
import { rm } from 'node:fs/promises'
import { connect, createServer, type Server, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** What goes wrong on a connection, from the request on that it was set for. */
export type Fault =
  /** Both sides are destroyed after so many bytes of answer. */
  | { readonly type: 'cut'; readonly afterBytes: number }
  /** The answer comes in pieces of so many bytes. */
  | { readonly type: 'split'; readonly bytes: number }
  /** The request goes nowhere and nothing is answered. */
  | { readonly type: 'silent' }
  /** The request waits so long. */
  | { readonly type: 'delay'; readonly ms: number }
  /** The answer comes, its end never does. */
  | { readonly type: 'never-end' }
  /** These bytes are the answer, and then the end unless it stays open. */
  | { readonly type: 'answer'; readonly bytes: string | Buffer; readonly staysOpen?: boolean }

/** A Unix socket in front of an engine's, on which connections break as told. */
export class CuttingProxy {
  readonly socketPath = join(tmpdir(), `agentkernel-proxy-${randomBytes(4).toString('hex')}.sock`)
  readonly #target: string
  readonly #server: Server
  readonly #sockets = new Set<Socket>()
  #faults: { readonly request: RegExp; readonly fault: Fault }[] = []
  #isDown = false

  private constructor(target: string) {
    this.#target = target
    this.#server = createServer({ allowHalfOpen: true }, (client) => this.#join(client))
  }

  static async open(target: string): Promise<CuttingProxy> {
    const proxy = new CuttingProxy(target)
    await new Promise<void>((resolve) => proxy.#server.listen(proxy.socketPath, resolve))
    return proxy
  }

  /** Requests whose first line matches get the fault, until `heal`. */
  break(request: RegExp, fault: Fault): void {
    this.#faults.push({ request, fault })
  }

  heal(): void {
    this.#faults = []
    this.#isDown = false
  }

  /** As when the daemon dies: what is open breaks, what comes is turned away. */
  goDown(): void {
    this.#isDown = true
    this.cutAll()
  }

  cutAll(): void {
    for (const socket of this.#sockets) socket.destroy()
  }

  async close(): Promise<void> {
    this.cutAll()
    await new Promise((resolve) => this.#server.close(resolve))
    await rm(this.socketPath, { force: true })
  }

  #join(client: Socket): void {
    if (this.#isDown) return void client.destroy()
    const engine = connect({ path: this.#target, allowHalfOpen: true })
    for (const socket of [client, engine]) this.#keep(socket)
    let fault: Fault | null = null
    let answered = 0
    client.on('data', (data) => {
      const found = this.#find(data)
      if (found) [fault, answered] = [found, 0]
      this.#passRequest(data, found, client, engine)
    })
    client.on('end', () => engine.end())
    engine.on('data', (data) => {
      answered += data.length
      this.#passAnswer(data, fault, answered, client, engine)
    })
    engine.on('end', () => fault?.type === 'never-end' || client.end())
  }

  #keep(socket: Socket): void {
    this.#sockets.add(socket)
    socket.on('error', () => {})
    socket.on('close', () => this.#sockets.delete(socket))
  }

  #find(data: Buffer): Fault | null {
    const line = data.subarray(0, 512).toString('latin1').split('\r\n')[0] ?? ''
    return this.#faults.find(({ request }) => request.test(line))?.fault ?? null
  }

  #passRequest(data: Buffer, fault: Fault | null, client: Socket, engine: Socket): void {
    if (fault?.type === 'silent') return
    if (fault?.type === 'delay') return void setTimeout(() => engine.write(data), fault.ms)
    if (fault?.type !== 'answer') return void engine.write(data)
    client.write(fault.bytes)
    if (!fault.staysOpen) client.end()
  }

  #passAnswer(data: Buffer, fault: Fault | null, answered: number, client: Socket, engine: Socket): void {
    if (fault?.type === 'cut' && answered >= fault.afterBytes) {
      client.write(data.subarray(0, data.length - (answered - fault.afterBytes)), () => client.destroy())
      engine.destroy()
      return
    }
    if (fault?.type !== 'split') return void client.write(data)
    for (let at = 0; at < data.length; at += fault.bytes) client.write(data.subarray(at, at + fault.bytes))
  }
}
