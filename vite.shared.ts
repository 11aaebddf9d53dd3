import { fileURLToPath } from 'node:url'

const absent = fileURLToPath(new URL('resources/build/absent-module.cjs', import.meta.url))

/**
 * dockerode brings ssh2 (a native build) and gRPC (only for BuildKit sessions). We reach ssh engines
 * through the user's own ssh client and build without BuildKit, so neither is shipped.
 */
export const containerLibraryAliases = {
  ssh2: absent,
  '@grpc/grpc-js': absent,
  '@grpc/proto-loader': absent,
  protobufjs: absent
}
