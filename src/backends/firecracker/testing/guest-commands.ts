import { deadlineSignal } from '#contract/deadline-signal'
import type { ExecRequest, ExecSession } from '#core/ports'
import type { GuestAgent } from '../agent/agent-types'

export interface Finished {
  readonly exitCode: number
  readonly stdout: string
  readonly stderr: string
}

const searchPath = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'

export async function open(agent: GuestAgent, argv: readonly string[], changes: Partial<ExecRequest> = {}): Promise<ExecSession> {
  const request = { argv, environment: { PATH: searchPath }, workingDirectory: null, user: null, hasInput: false, terminal: null, ...changes }
  return await agent.run(request, deadlineSignal(30_000))
}

export async function run(agent: GuestAgent, argv: readonly string[], changes: Partial<ExecRequest> = {}): Promise<Finished> {
  return await finish(await open(agent, argv, changes))
}

export async function runShell(agent: GuestAgent, script: string, changes: Partial<ExecRequest> = {}): Promise<Finished> {
  return await run(agent, ['sh', '-c', script], changes)
}

export async function finish(session: ExecSession): Promise<Finished> {
  const pieces = { stdout: [] as Buffer[], stderr: [] as Buffer[] }
  for await (const { stream, data } of session.output) pieces[stream].push(Buffer.from(data))
  const { exitCode } = await session.exited
  return { exitCode, stdout: Buffer.concat(pieces.stdout).toString(), stderr: Buffer.concat(pieces.stderr).toString() }
}
