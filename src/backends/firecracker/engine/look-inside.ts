import { deadlineSignal } from '#contract/deadline-signal'
import type { ExecSession } from '#core/ports'
import type { GuestAgent } from '../agent/agent-types'

const lookedAt = ['/proc/self/status', '/proc/mounts', '/proc/net/dev', '/proc/stat', '/sys/fs/cgroup/pids.max']
const defaultLookMs = 10_000
const mostCharacters = 1_048_576

/**
 * What a sandbox's own programs see of it; null when that cannot be told. The program that looks is the image's, so it may say anything, and
 * need not end. Rejects only with the signal's reason or what starting it rejects with.
 */
export async function lookInside(agent: Pick<GuestAgent, 'run'>, signal: AbortSignal, lookMs = defaultLookMs): Promise<string | null> {
  const session = await agent.run({ argv: ['cat', ...lookedAt], environment: { PATH: '/usr/bin:/bin' }, workingDirectory: '/', user: null, hasInput: false, terminal: null }, signal)
  const within = AbortSignal.any([signal, deadlineSignal(lookMs)])
  try {
    const text = await Promise.race([readOutput(session), whenAborted(within)])
    return text.includes('CapEff') ? text : null
  } catch (error) {
    signal.throwIfAborted()
    if (within.aborted) return null
    throw error
  } finally {
    void session.kill(0).catch(() => undefined)
  }
}

async function readOutput({ output }: ExecSession): Promise<string> {
  let text = ''
  for await (const { stream, data } of output) {
    if (stream === 'stdout') text += Buffer.from(data).toString('latin1')
    if (text.length > mostCharacters) return ''
  }
  return text
}

function whenAborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    if (signal.aborted) reject(signal.reason)
    signal.addEventListener('abort', () => reject(signal.reason), { once: true })
  })
}
