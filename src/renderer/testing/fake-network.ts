import type { Blocked } from '#contract/network'
import type { SandboxView } from '#contract/sandbox'
import type { WindowApi } from '#contract/window-api'

const known: Readonly<Record<string, string[]>> = { 'registry.npmjs.org': ['203.0.113.34'], 'github.com': ['203.0.113.113'] }

function createBlocked(): Blocked[] {
  const ago = (minutes: number): string => new Date(Date.now() - minutes * 60_000).toISOString()
  return [
    { host: 'objects.example.net', cause: 'not_listed', count: 3, lastAt: ago(1), rule: 'objects.example.net' },
    { host: 'github.com', address: '203.0.113.113', port: 22, protocol: 'tcp', cause: 'not_listed', count: 12, lastAt: ago(4), rule: 'github.com:22' },
    { host: '169.254.169.254', address: '169.254.169.254', port: 80, protocol: 'tcp', cause: 'metadata', count: 1, lastAt: ago(9) }
  ]
}

/** A sandbox with a list was refused a few places; allowing one takes it from there. */
export function createFakeNetwork(find: (reference: string) => SandboxView, upsert: (sandbox: SandboxView) => void): WindowApi['network'] {
  let blocked = createBlocked()
  const keep = (sandbox: SandboxView, allowedHosts: string[]): SandboxView => {
    const changed = { ...sandbox, spec: { ...sandbox.spec, allowedHosts } }
    upsert(changed)
    return changed
  }
  return {
    rules: async ({ sandbox }) => {
      const { spec, backend } = find(sandbox)
      const reach = !spec.network ? 'nothing' : spec.allowedHosts ? 'list' : backend === 'firecracker' ? 'public' : 'everything'
      const closed = backend === 'firecracker' && spec.network ? [{ network: '10.0.2.0/24', cause: 'host' as const }, { network: '169.254.0.0/16', cause: 'metadata' as const }] : []
      const listed = (spec.allowedHosts ?? []).map((entry) => ({ entry, addresses: known[entry.split(':')[0] ?? ''] ?? [], source: 'chosen' as const }))
      return { reach, source: spec.allowedHosts ? 'chosen' : 'profile', isHeld: reach !== 'everything', closed, listed }
    },
    test: async ({ host }) => {
      const [name = '', port] = host.split(':')
      const address = known[name]?.[0]
      if (address === undefined || port === '22') return { isAllowed: false, cause: 'not_listed', addresses: [] }
      return { isAllowed: true, addresses: [{ address, isAllowed: true, rule: `${name}:443` }], isReached: true }
    },
    allow: async ({ sandbox, host }) => {
      blocked = blocked.filter(({ rule }) => rule !== host)
      const view = find(sandbox)
      return keep(view, [...new Set([...(view.spec.allowedHosts ?? []), host])])
    },
    deny: async ({ sandbox, host }) => {
      const view = find(sandbox)
      return keep(view, (view.spec.allowedHosts ?? []).filter((one) => one !== host))
    },
    blocked: async () => blocked
  }
}
