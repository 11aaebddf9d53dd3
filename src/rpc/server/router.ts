import { os, type AnyRouter } from '@orpc/server'
import { AppError } from '#contract/errors'
import { parseInput } from '#contract/invalid-input'
import type { ApiOf, Method, MethodTable } from '#contract/method'
import { createCreditWindow, type CreditWindow } from '../credit'
import { toWireError } from '../wire-error'
import { creditSchema, creditWindowBytes, openStreamSchema } from '../wire'
import { answerCall, answerJob, answerStream, type Implementation } from './procedures'

export interface RouterOptions {
  /** Told of every failure that is a bug of ours (INTERNAL), once. */
  readonly onFault?: (error: AppError, method: string) => void
}

/** An oRPC router with exactly the methods of the table, for one connection: it keeps that connection's credit. */
export function createRouter<T extends MethodTable>(table: T, api: ApiOf<T>, options: RouterOptions = {}): AnyRouter {
  const credits = new Map<string, CreditWindow>()
  const nouns = Object.entries(table).map(([noun, methods]) => {
    const verbs = Object.entries(methods).map(([verb, method]) => {
      const name = `${noun}.${verb}`
      return [verb, createProcedure(method, { name, implementation: bindMethod(api, noun, verb), credits, options })]
    })
    return [noun, Object.fromEntries(verbs)]
  })
  const credit = os.input(creditSchema).handler(({ input }) => credits.get(input.stream)?.give(input.bytes))
  return { ...Object.fromEntries(nouns), transport: { credit } }
}

interface ProcedureContext {
  readonly name: string
  readonly implementation: Implementation
  readonly credits: Map<string, CreditWindow>
  readonly options: RouterOptions
}

function createProcedure(method: Method, context: ProcedureContext): AnyRouter {
  const { name, implementation, credits } = context
  const fail = (error: unknown): never => {
    const known = AppError.from(error)
    if (known.code === 'INTERNAL') context.options.onFault?.(known, name)
    throw toWireError(known)
  }
  switch (method.kind) {
    case 'call':
      return os.handler(({ input, signal }) => answerCall(method, implementation, input, ownSignal(signal, name)).catch(fail))
    case 'job':
      return os.handler(async function* ({ input, signal }) {
        yield* failing(answerJob(method, implementation, input, ownSignal(signal, name)), fail)
      })
    case 'stream':
      return os.handler(async function* ({ input, signal }) {
        const opened = parseInput(openStreamSchema, input)
        const credit = createCreditWindow(creditWindowBytes)
        credits.set(opened.stream, credit)
        try {
          yield* failing(answerStream(method, implementation, opened.input, { credit, signal: ownSignal(signal, name) }), fail)
        } finally {
          credits.delete(opened.stream)
        }
      })
  }
}

async function* failing<T>(source: AsyncGenerator<T, void, undefined>, fail: (error: unknown) => never): AsyncGenerator<T, void, undefined> {
  try {
    yield* source
  } catch (error) {
    fail(error)
  }
}

/** The request's signal with a reason that the product understands. */
function ownSignal(signal: AbortSignal | undefined, what: string): AbortSignal {
  const controller = new AbortController()
  const stop = (): void => controller.abort(new AppError('CANCELLED', { what }))
  if (signal?.aborted) stop()
  else signal?.addEventListener('abort', stop, { once: true })
  return controller.signal
}

function bindMethod(api: object, noun: string, verb: string): Implementation {
  const methods: unknown = Reflect.get(api, noun)
  const method: unknown = typeof methods === 'object' && methods !== null ? Reflect.get(methods, verb) : undefined
  if (typeof method !== 'function') throw new AppError('INTERNAL', { detail: `nothing implements ${noun}.${verb}` })
  return (input, options) => Reflect.apply(method, methods, [input, options])
}
