import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { z } from 'zod'
import type { Text } from '#contract/text'
import type { Machine } from '#core/ports'
import { toNamed, type Discovery } from '../engine-api/candidate'
import { dockerConfigDirectory } from '../registry/docker-config'
import { readTlsFiles } from './tls'

const metaSchema = z.object({
  Endpoints: z.object({ docker: z.object({ Host: z.string(), SkipTLSVerify: z.boolean().default(false) }) })
})

/** The endpoint that a context of Docker's client names: a directory named by the SHA-256 of its name, TLS files beside it. */
export async function findContext(name: string, source: string, machine: Machine): Promise<Discovery> {
  const directory = dockerConfigDirectory(machine)
  const id = toId(name)
  const file = contextFile(name, machine)
  const meta = await readMeta(file, name, machine)
  if ('key' in meta) return { type: 'named-wrong', deadEnd: { source, target: name, problem: meta } }
  const { Host: host, SkipTLSVerify: isUnverified } = meta
  const named = toNamed(host, source)
  if (named.type !== 'named' || named.candidate.endpoint.type !== 'tcp') return named
  const tls = await readTlsFiles(join(directory, 'contexts/tls', id, 'docker'), machine)
  if ('problem' in tls) return { type: 'named-wrong', deadEnd: { source, target: name, problem: tls.problem } }
  const isPlain = Object.keys(tls.material).length === 0 && !isUnverified
  const endpoint = { ...named.candidate.endpoint, tls: isPlain ? named.candidate.endpoint.tls : { ...tls.material, isVerified: !isUnverified } }
  return { type: 'named', candidate: { source, endpoint } }
}

/** Where Docker's client keeps what a context means. */
export function contextFile(name: string, machine: Machine): string {
  return join(dockerConfigDirectory(machine), 'contexts/meta', toId(name), 'meta.json')
}

function toId(name: string): string {
  return createHash('sha256').update(name).digest('hex')
}

async function readMeta(file: string, name: string, { files }: Machine): Promise<z.infer<typeof metaSchema>['Endpoints']['docker'] | Text> {
  try {
    const parsed = metaSchema.safeParse(JSON.parse(Buffer.from(await files.readFile(file)).toString('utf8')))
    return parsed.success ? parsed.data.Endpoints.docker : { key: 'reasons.context_broken', params: { name } }
  } catch (error) {
    const isAbsent = error instanceof Error && 'code' in error && error.code === 'ENOENT'
    return { key: isAbsent ? 'reasons.context_missing' : 'reasons.context_broken', params: { name } }
  }
}
