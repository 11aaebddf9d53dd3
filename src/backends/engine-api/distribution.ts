import type { Machine } from '#core/ports'

/** Families of Linux distributions that install packages the same way. */
export type Distribution = 'debian' | 'fedora' | 'arch' | 'suse' | 'alpine'

const families: Readonly<Record<string, Distribution>> = {
  debian: 'debian',
  ubuntu: 'debian',
  fedora: 'fedora',
  rhel: 'fedora',
  centos: 'fedora',
  arch: 'arch',
  suse: 'suse',
  opensuse: 'suse',
  alpine: 'alpine'
}

/** From os-release: its own name first, then what it is like. Null when unknown. */
export async function findDistribution({ platform, files }: Machine): Promise<Distribution | null> {
  if (platform !== 'linux') return null
  const text = await files.readFile('/etc/os-release').then((bytes) => Buffer.from(bytes).toString('utf8'), () => '')
  const valueOf = (name: string): string => new RegExp(`^${name}=["']?([^"'\\n]*)`, 'm').exec(text)?.[1] ?? ''
  const names = [valueOf('ID'), ...valueOf('ID_LIKE').split(' ')]
  return names.map((name) => families[name]).find((family) => family !== undefined) ?? null
}
