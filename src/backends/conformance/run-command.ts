import type { Engine, ExecRequest, ExecSession, ObjectRef } from '#core/ports'
import { newTask } from './lab'

export interface Finished {
  readonly exitCode: number
  readonly detail?: string
  readonly stdout: string
  readonly stderr: string
}

/** Runs a command to its end and answers everything it said. */
export async function runCommand(engine: Engine, ref: ObjectRef, argv: readonly string[], changes: Partial<ExecRequest> & { input?: string } = {}): Promise<Finished> {
  const { input, ...request } = changes
  const session = await openCommand(engine, ref, argv, { hasInput: input !== undefined, ...request })
  if (input !== undefined) {
    void session.write(new TextEncoder().encode(input)).then(() => session.endInput())
  }
  const output = { stdout: '', stderr: '' }
  const decoders = { stdout: new TextDecoder(), stderr: new TextDecoder() }
  for await (const { stream, data } of session.output) output[stream] += decoders[stream].decode(data, { stream: true })
  return { ...(await session.exited), ...output }
}

export function openCommand(engine: Engine, ref: ObjectRef, argv: readonly string[], changes: Partial<ExecRequest> = {}): Promise<ExecSession> {
  return engine.exec(ref, { argv, environment: {}, workingDirectory: null, user: null, hasInput: false, terminal: null, ...changes }, newTask())
}

/** Reads a session's output in the background, so that a test can wait for what it says. */
export function listenTo(session: ExecSession): { text(): string } {
  let text = ''
  const decoder = new TextDecoder()
  void (async () => {
    for await (const { data } of session.output) text += decoder.decode(data, { stream: true })
  })()
  return { text: () => text }
}
