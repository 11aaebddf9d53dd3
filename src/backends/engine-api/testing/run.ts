import type { Engine, ExecRequest, ObjectRef } from '#core/ports'
import { createTask } from './real-engines'

export interface RunResult {
  readonly exitCode: number
  readonly detail?: string
  readonly stdout: string
  readonly stderr: string
}

/** One command to its end, with `input` as its stdin when given. */
export async function run(engine: Engine, ref: ObjectRef, argv: readonly string[], options: Partial<ExecRequest> & { input?: string } = {}): Promise<RunResult> {
  const { input, ...rest } = options
  const request: ExecRequest = { argv, environment: {}, workingDirectory: null, user: null, hasInput: input !== undefined, terminal: null, ...rest }
  const session = await engine.exec(ref, request, createTask())
  if (input !== undefined) {
    // A command may end without reading it.
    void session.write(Buffer.from(input)).then(() => session.endInput(), () => {})
  }
  const texts = { stdout: '', stderr: '' }
  for await (const { stream, data } of session.output) texts[stream] += Buffer.from(data).toString('utf8')
  return { ...(await session.exited), ...texts }
}
