/** Names under which a project's Dockerfile is looked for, in order. */
const dockerfileNames = ['Dockerfile', 'dockerfile', 'Dockerfile.dev', 'Dockerfile.development', 'Dockerfile.prod', 'Dockerfile.production']

export function findDockerfile(names: readonly string[]): string | null {
  return dockerfileNames.find((name) => names.includes(name)) ?? null
}

/** Tag of the image built from this Dockerfile: the same text has the same tag, so it is built once. */
export function toImageTag(folderName: string, dockerfile: string): string {
  const project = folderName
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-+|-+$/g, '')
  return `agentkernel-${project || 'project'}:${hash(new TextEncoder().encode(dockerfile))}`
}

/** First 12 of 16 hex digits of a 64-bit multiply-by-31 hash: the upstream tool's, so its images are found again. */
function hash(bytes: Uint8Array): string {
  let value = 0n
  for (const byte of bytes) value = BigInt.asUintN(64, value * 31n + BigInt(byte))
  return value.toString(16).padStart(16, '0').slice(0, 12)
}
