import { onMessagePortClose, onMessagePortMessage } from '@orpc/client/message-port'
import { createServerPeerHandleRequestFn } from '@orpc/server/standard-peer'
import { StandardRPCHandler } from '@orpc/server/standard'
import { ServerPeer } from '@orpc/standard-server-peer'
import type { ApiOf, MethodTable } from '#contract/method'
import type { Port } from './port'
import { createRouter, type RouterOptions } from './server/router'
import { longestMessage } from './wire'

export interface Connection {
  /** Ends every stream and job of this connection and closes its port. May be repeated. */
  close(): void
  /** Resolves when the connection is over, from either side. */
  readonly closed: Promise<void>
}

/** Serves an implementation of the table on one port until either side closes it. Unreadable messages are dropped; one that no client of ours sends, by its length, ends the connection. */
export function serve<T extends MethodTable>(table: T, api: ApiOf<T>, port: Port, options: RouterOptions = {}): Connection {
  const handle = createServerPeerHandleRequestFn(new StandardRPCHandler(createRouter(table, api, options), {}), { context: {} })
  const peer = new ServerPeer((message) => port.postMessage(message))
  let isClosed = false
  let resolveClosed: () => void = () => undefined
  const closed = new Promise<void>((resolve) => (resolveClosed = resolve))
  const close = (): void => {
    if (isClosed) return
    isClosed = true
    peer.close()
    port.close()
    resolveClosed()
  }
  onMessagePortMessage(port, (message: unknown) => {
    if (typeof message !== 'string' || isClosed) return
    if (message.length > longestMessage) return close()
    // A rejection here is an unreadable message or the end of a stream that already told its reader.
    peer.message(message, handle).catch(() => undefined)
  })
  onMessagePortClose(port, close)
  port.start?.()
  return { close, closed }
}
