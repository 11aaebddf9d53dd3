import { z } from 'zod'
import type { Machine, Processes, ProcessResult } from '#core/ports'
import { parseJson } from '../registry/parse-json'
import { podmanEnvironment } from './environment'

const infoSchema = z.object({
  host: z.object({
    cgroupVersion: z.string().default(''),
    serviceIsRemote: z.boolean().default(false),
    security: z.object({ rootless: z.boolean().default(false) }),
    idMappings: z.object({ uidmap: z.array(z.unknown()).nullish() }).nullish(),
    ociRuntime: z.object({ name: z.string().default(''), version: z.string().default('') }).nullish()
  }),
  version: z.object({ Version: z.string() })
})

/** What the podman program says of itself, without any service. */
export type CommandInfo =
  | { readonly version: string; readonly isRootless: boolean; readonly hasLimits: boolean; readonly isRemote: boolean; readonly hasSubordinateIds: boolean; readonly runc?: string }
  | { readonly failure: string }

/** Of the ten seconds that a detection has; a machine under load needs more than one. */
const timeoutMs = 6_000

/** `podman info`: about a fifth of a second, and it fails where a container would. */
export async function askCommand(file: string, machine: Machine, processes: Processes, signal: AbortSignal): Promise<CommandInfo> {
  const result = await processes.run({ file, args: ['info', '--format', 'json'], environment: podmanEnvironment(machine) }, { timeoutMs, signal })
  if (result.failure === 'timeout') return { failure: `podman info: no answer within ${timeoutMs} ms` }
  if (result.exitCode !== 0) return { failure: toFailure(result) }
  const parsed = infoSchema.safeParse(parseJson(result.stdout))
  if (!parsed.success) return { failure: 'podman info: unexpected answer' }
  const { host, version } = parsed.data
  const isRootless = host.security.rootless
  return {
    version: version.Version,
    isRootless,
    isRemote: host.serviceIsRemote,
    hasLimits: !(isRootless && host.cgroupVersion === 'v1'),
    hasSubordinateIds: !isRootless || (host.idMappings?.uidmap?.length ?? 0) > 1,
    ...(host.ociRuntime?.name === 'runc' && { runc: host.ociRuntime.version })
  }
}

/** The last line that is an error; the lines before it are warnings. */
export function toFailure({ stderr, failure, exitCode }: ProcessResult): string {
  const lines = stderr.trim().split('\n').filter(Boolean)
  const words = lines.findLast((line) => /error/i.test(line)) ?? lines.at(-1) ?? failure ?? `exit code ${exitCode}`
  return words.replace(/^Error: /, '')
}
