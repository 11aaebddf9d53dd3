import { join } from 'node:path'
import type { Text } from '#contract/text'
import type { Machine } from '#core/ports'
import type { Discovery } from '../engine-api/candidate'
import { dockerConfigDirectory } from '../registry/docker-config'
import type { TlsMaterial } from '../engine-api/endpoint'

export type TlsFiles = { readonly material: Omit<TlsMaterial, 'isVerified'> } | { readonly problem: Text }

const fileNames = { authority: 'ca.pem', certificate: 'cert.pem', key: 'key.pem' } as const

/** `ca.pem`, `cert.pem` and `key.pem` of a directory, each as far as it is there. */
export async function readTlsFiles(directory: string, { files }: Machine): Promise<TlsFiles> {
  const material: { authority?: Uint8Array; certificate?: Uint8Array; key?: Uint8Array } = {}
  for (const part of ['authority', 'certificate', 'key'] as const) {
    const file = join(directory, fileNames[part])
    try {
      material[part] = await files.readFile(file)
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? String(error.code) : ''
      if (code !== 'ENOENT' && code !== 'ENOTDIR') return { problem: { key: 'reasons.tls_unreadable', params: { file, detail: code } } }
    }
  }
  if (!material.certificate !== !material.key) return { problem: { key: 'reasons.tls_incomplete', params: { directory } } }
  return { material }
}

/** TLS as Docker's client turns it on for DOCKER_HOST: DOCKER_TLS_VERIFY, DOCKER_TLS, files in DOCKER_CERT_PATH. */
export async function addTlsOfEnvironment(discovery: Discovery, machine: Machine): Promise<Discovery> {
  if (discovery.type !== 'named' || discovery.candidate.endpoint.type !== 'tcp') return discovery
  const { DOCKER_TLS_VERIFY: verify, DOCKER_TLS: tls, DOCKER_CERT_PATH: certPath } = machine.environment
  const { source, endpoint } = discovery.candidate
  if (!verify && !tls && !endpoint.tls) return discovery
  const files = await readTlsFiles(certPath || dockerConfigDirectory(machine), machine)
  if ('problem' in files) return { type: 'named-wrong', deadEnd: { source, target: 'DOCKER_CERT_PATH', problem: files.problem } }
  const isVerified = Boolean(verify) || endpoint.tls !== null
  return { type: 'named', candidate: { source, endpoint: { ...endpoint, tls: { ...files.material, isVerified } } } }
}
