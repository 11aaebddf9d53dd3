import { join } from 'node:path'
import { z } from 'zod'
import type { Text } from '#contract/text'
import type { Machine } from '#core/ports'

/** The parts of Docker's config.json that we honour; anything else in it is none of our business. */
const dockerConfigSchema = z.object({
  currentContext: z.string().optional(),
  auths: z.record(z.string(), z.object({ auth: z.string().optional(), username: z.string().optional(), password: z.string().optional(), identitytoken: z.string().optional() })).optional(),
  credsStore: z.string().optional(),
  credHelpers: z.record(z.string(), z.string()).optional()
})
export type DockerConfig = z.infer<typeof dockerConfigSchema>

export type DockerConfigResult = { readonly file: string; readonly config: DockerConfig } | { readonly file: string; readonly problem: Text }

export function dockerConfigDirectory({ environment, homeDirectory }: Machine): string {
  return environment['DOCKER_CONFIG'] || join(homeDirectory, '.docker')
}

export function readDockerConfig(machine: Machine): Promise<DockerConfigResult> {
  return readConfigFile(join(dockerConfigDirectory(machine), 'config.json'), machine)
}

/** An absent file is an empty configuration. The content of a broken one is never shown: it holds passwords. */
export async function readConfigFile(file: string, { files }: Machine): Promise<DockerConfigResult> {
  try {
    const text = Buffer.from(await files.readFile(file)).toString('utf8')
    const parsed = dockerConfigSchema.safeParse(JSON.parse(text.trim() === '' ? '{}' : text))
    return parsed.success ? { file, config: parsed.data } : { file, problem: { key: 'reasons.config_shape' } }
  } catch (error) {
    return toResultOfFailure(file, error)
  }
}

function toResultOfFailure(file: string, error: unknown): DockerConfigResult {
  if (error instanceof SyntaxError) return { file, problem: { key: 'reasons.config_not_json' } }
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  if (code === 'ENOENT' || code === 'ENOTDIR') return { file, config: {} }
  return { file, problem: { key: 'reasons.config_unreadable', params: { detail: code } } }
}
