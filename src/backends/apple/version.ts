/** Major, minor, patch. */
export type Version = readonly [number, number, number]

/** JSON changed shape and the defaults for capabilities became sound: below it nothing is promised. */
export const oldestVersion: Version = [1, 0, 0]
/** Security fixes and an honest `system status`. */
export const advisedVersion: Version = [1, 4, 1]

/** The first X.Y.Z in a text: `container CLI version 1.2.2 (build: …)`, `container-apiserver version 1.0.0-23-g7b94575`. */
export function parseVersion(text: string): Version | null {
  const match = /(\d+)\.(\d+)\.(\d+)/.exec(text)
  return match ? [Number(match[1]), Number(match[2]), Number(match[3])] : null
}

/** What `--version` says, when it is Apple's program that says it. */
export function parseProgramVersion(stdout: string): Version | null {
  return stdout.startsWith('container CLI version ') ? parseVersion(stdout) : null
}

export function isOlder(version: Version, other: Version): boolean {
  for (const [index, part] of version.entries()) {
    const otherPart = other[index] ?? 0
    if (part !== otherPart) return part < otherPart
  }
  return false
}

export function toText(version: Version): string {
  return version.join('.')
}
