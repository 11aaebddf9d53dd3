import { RPCLink, onMessagePortClose } from '@orpc/client/message-port'
import type { ApiOf, CallOptions, Method, MethodTable } from '#contract/method'
import { createLifeline } from './client/limits'
import { invokeCall, invokeJob, invokeStream, type Line } from './client/invoke'
import type { Port } from './port'

export { openWindowPort } from './client/window-port'

export interface Client<T extends MethodTable> {
  /** The table as functions. What is thrown is always an AppError; every call settles, whatever happens to the port. */
  readonly api: ApiOf<T>
  /** Resolves when the connection is over; every later call rejects with DISCONNECTED. */
  readonly closed: Promise<void>
  close(): void
}

/** Calls the table over one port. */
export function createClient<T extends MethodTable>(table: T, port: Port): Client<T> {
  const connection = createLifeline()
  const link = new RPCLink({ port })
  let streams = 0
  const line: Line = {
    connection,
    call: (path, input, signal) => link.call(path, input, { context: {}, signal }),
    nextStreamId: () => String((streams += 1))
  }
  const closed = new Promise<void>((resolve) => connection.onOver(resolve))
  onMessagePortClose(port, () => connection.end())
  port.start?.()
  return {
    api: deriveApi(table, line),
    closed,
    close() {
      connection.end()
      port.close()
    }
  }
}

type Invoke = (input: unknown, options?: CallOptions) => unknown

function deriveApi<T extends MethodTable>(table: T, line: Line): ApiOf<T> {
  const nouns = Object.entries(table).map(([noun, methods]) => {
    const verbs = Object.entries(methods).map(([verb, method]) => [verb, deriveMethod(method, [noun, verb], line)] as const)
    return [noun, Object.fromEntries(verbs)] as const
  })
  // The one place where a type is claimed rather than derived: names and kinds come from the same table.
  return Object.fromEntries(nouns) as unknown as ApiOf<T>
}

function deriveMethod(method: Method, path: readonly string[], line: Line): Invoke {
  switch (method.kind) {
    case 'call':
      return (input, options = {}) => invokeCall(line, path, method, input, options)
    case 'job':
      return (input, options = {}) => invokeJob(line, path, input, options)
    case 'stream':
      return (input, options = {}) => invokeStream(line, path, input, options)
  }
}
