import { z } from 'zod'
import { findProgram, wholeEnvironment, type Machine, type Processes } from '#core/ports'
import { parseJson } from './parse-json'

const answerSchema = z.object({ Username: z.string(), Secret: z.string() })

/** A login as a helper program tells it. */
export type HelperAnswer = { readonly username: string; readonly secret: string } | { readonly problem: string } | null

const timeoutMs = 10_000

/**
 * Asks `docker-credential-NAME get` for a login. The name comes from a file and becomes part of a
 * program's name, so its alphabet is closed. What a failing helper prints is not passed on: it may be a secret.
 */
export async function askHelper(name: string, server: string, machine: Machine, processes: Processes, signal: AbortSignal): Promise<HelperAnswer> {
  // `.exe` is how Docker Desktop writes its Windows helper into a Linux subsystem.
  if (!/^[a-z0-9-]+(\.exe)?$/.test(name)) return { problem: 'its name has characters that are not allowed' }
  const file = await findProgram(`docker-credential-${name}`, machine, ['/usr/local/bin', '/opt/homebrew/bin', '/Applications/Docker.app/Contents/Resources/bin'])
  if (!file) return { problem: `docker-credential-${name} is not on PATH` }
  // Helpers of cloud registries find their own logins by the environment.
  const result = await processes.run({ file, args: ['get'], environment: wholeEnvironment(machine) }, { input: server, timeoutMs, signal })
  if (result.exitCode !== 0) return /credentials not found/i.test(result.stdout + result.stderr) ? null : { problem: result.failure ?? `exit code ${result.exitCode}` }
  const parsed = answerSchema.safeParse(parseJson(result.stdout))
  return parsed.success ? { username: parsed.data.Username, secret: parsed.data.Secret } : { problem: 'its answer is not understood' }
}
