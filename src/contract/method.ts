import type { z } from 'zod'
import type { Actor } from './actor'
import type { ErrorCode } from './errors'
import type { Progress } from './progress'

/** A question with one answer. `deadlineMs` is the longest a caller waits before DEADLINE_EXCEEDED. */
export interface Call<I extends z.ZodType = z.ZodType, O extends z.ZodType = z.ZodType> {
  readonly kind: 'call'
  readonly input: I
  readonly output: O
  readonly deadlineMs: number
  readonly errors: readonly ErrorCode[]
}

/** Long work: reports progress, can be cancelled, ends with one answer. No deadline unless the caller sets one. */
export interface Job<I extends z.ZodType = z.ZodType, O extends z.ZodType = z.ZodType> {
  readonly kind: 'job'
  readonly input: I
  readonly output: O
  readonly errors: readonly ErrorCode[]
}

/** A series of events until cancelled or over; sent only as fast as the receiver takes them. */
export interface Stream<I extends z.ZodType = z.ZodType, E extends z.ZodType = z.ZodType> {
  readonly kind: 'stream'
  readonly input: I
  readonly event: E
  readonly errors: readonly ErrorCode[]
}

export type Method = Call | Job | Stream
/** Two levels: noun, then verb. */
export type MethodTable = Readonly<Record<string, Readonly<Record<string, Method>>>>

export const defaultDeadlineMs = 15_000

export function call<I extends z.ZodType, O extends z.ZodType>(
  input: I,
  output: O,
  options: { errors?: readonly ErrorCode[]; deadlineMs?: number } = {}
): Call<I, O> {
  return { kind: 'call', input, output, deadlineMs: options.deadlineMs ?? defaultDeadlineMs, errors: options.errors ?? [] }
}

export function job<I extends z.ZodType, O extends z.ZodType>(input: I, output: O, errors: readonly ErrorCode[] = []): Job<I, O> {
  return { kind: 'job', input, output, errors }
}

export function stream<I extends z.ZodType, E extends z.ZodType>(input: I, event: E, errors: readonly ErrorCode[] = []): Stream<I, E> {
  return { kind: 'stream', input, event, errors }
}

/** What a caller may add to any invocation. */
export interface CallOptions {
  readonly signal?: AbortSignal
  /** Overrides the method's deadline, in milliseconds. */
  readonly deadlineMs?: number
  readonly onProgress?: (report: Progress) => void
  /** Whom the activity names, where that is not the host itself (its tray). Callers in the same process only: it does not cross rpc. */
  readonly actor?: Actor
}

type Invocation<M extends Method> = M extends Stream<infer I, infer E>
  ? (input: z.input<I>, options?: CallOptions) => AsyncIterable<z.output<E>>
  : M extends Call<infer I, infer O> | Job<infer I, infer O>
    ? (input: z.input<I>, options?: CallOptions) => Promise<z.output<O>>
    : never

/** The shape of a method table as functions. The app implements it; rpc's client presents the same one. */
export type ApiOf<T extends MethodTable> = { readonly [N in keyof T]: { readonly [V in keyof T[N]]: Invocation<T[N][V]> } }
