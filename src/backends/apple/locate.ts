import { findProgram, type Machine } from '#core/ports'

export interface Installation {
  readonly file: string
  readonly by: 'package' | 'formula' | 'other'
}

/** Windows that were started from the dock have a short PATH: the usual places come first. */
export const places = [
  { file: '/usr/local/bin/container', by: 'package' },
  { file: '/opt/homebrew/bin/container', by: 'formula' },
  { file: '/opt/homebrew/opt/container/bin/container', by: 'formula' }
] as const

/** Every `container` program there is, the likeliest first; at most one of each kind. */
export async function locate(machine: Machine): Promise<Installation[]> {
  const found: Installation[] = []
  for (const place of places) {
    if (found.some(({ by }) => by === place.by)) continue
    if (await machine.files.access(place.file, 1).then(() => true, () => false)) found.push(place)
  }
  const onPath = found.length === 0 ? await findProgram('container', machine) : null
  return onPath === null ? found : [{ file: onPath, by: 'other' }]
}

/** How a service was installed; null where its place does not tell. */
function toOrigin(installRoot: string | null): Installation['by'] | null {
  return installRoot?.startsWith('/opt/homebrew') ? 'formula' : installRoot?.startsWith('/usr/local') ? 'package' : null
}

/** Of two installations the one whose service runs: each talks only to its own kind without trouble. */
export function matching(installations: readonly Installation[], installRoot: string | null): Installation | null {
  const by = toOrigin(installRoot)
  return installations.find((installation) => installation.by === by) ?? null
}

/** Whether the service that answers was installed another way than the program, whose own one may be there no more. */
export function isForeign({ by }: Installation, installRoot: string | null): boolean {
  const origin = toOrigin(installRoot)
  return by !== 'other' && origin !== null && origin !== by
}
