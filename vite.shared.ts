import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { Plugin } from 'vite'
import packageJson from './package.json' with { type: 'json' }

const absent = fileURLToPath(new URL('resources/build/absent-module.cjs', import.meta.url))

/**
 * What libraries bring for purposes that are not ours. dockerode: ssh2 (a native build) and gRPC (only for
 * BuildKit sessions), for we reach ssh engines through the user's own ssh client and build without BuildKit;
 * a packer of folders, for we have our own; Node's streams once more. conf: a validator of JSON schemas, of
 * which we give it none.
 */
export const libraryAliases = {
  ssh2: absent,
  '@grpc/grpc-js': absent,
  '@grpc/proto-loader': absent,
  protobufjs: absent,
  'tar-fs': absent,
  '@balena/dockerignore': absent,
  'readable-stream': 'node:stream',
  'ajv/dist/2020.js': absent,
  'ajv-formats': absent
}

/** docker-modem renders the options of every request for a debug log that is off: milliseconds each. */
export function silentModem(): Plugin {
  return {
    name: 'silent-modem',
    transform(code, id) {
      if (!/docker-modem\/lib\/modem\.js/.test(id)) return null
      const silent = code.replace(/debug\('Sending: %s', util\.inspect\([^]*?\)\);/, '')
      if (silent === code) throw new Error('docker-modem has no such line any more: silentModem can go')
      return { code: silent, map: null }
    }
  }
}

/** What every build of the product is told about its source: what a valid metadata document is (platform/metadata-seal.ts). */
export const definitions = { __METADATA_PRINT__: JSON.stringify(hashSchemas()) }

function hashSchemas(): string {
  const contract = fileURLToPath(new URL('src/contract/', import.meta.url))
  const files = [...readdirSync(contract).filter((name) => name.endsWith('.ts')).sort().map((name) => `${contract}${name}`), fileURLToPath(new URL('src/core/records.ts', import.meta.url))]
  const hash = createHash('sha256').update(packageJson.dependencies.zod)
  for (const file of files) hash.update(readFileSync(file))
  return hash.digest('base64url').slice(0, 16)
}
