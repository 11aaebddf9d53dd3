import type { App } from '#core/app'
import type { SettingsPatch } from '#contract/settings'
import Dockerode from 'dockerode'
import type { Quirks } from '../src/backends/engine-api/quirks'
import { dockerQuirks } from '../src/backends/docker/quirks'
import { podmanQuirks } from '../src/backends/podman/quirks'
import { createHome, type Home } from './product'
import { hasProgram, type Program } from './run-program'

/** An engine that answers here, with a home of ours whose sandboxes are made on it. */
export interface BenchEngine {
  readonly title: string
  readonly kind: 'docker' | 'podman'
  readonly socketPath: string
  readonly quirks: Quirks
  /** With which a home of its own reaches this engine. */
  readonly settings: SettingsPatch
  readonly home: Home
  /** A connection of its own, as a bare script opens it. */
  readonly connect: () => Dockerode
  /** The engine's own command against the same engine; null when it is not here, or reaches another one. */
  readonly command: ((...args: readonly string[]) => Program) | null
}

interface Place {
  readonly title: string
  readonly kind: BenchEngine['kind']
  /** Null: where the product finds it. */
  readonly endpoint: string | null
  /** Whether the engine's command reaches the same engine without a service in between. */
  readonly hasCommand: boolean
}

/** What the rig named, or else the engines that the user has. */
function findPlaces(environment: NodeJS.ProcessEnv): Place[] {
  const { AGENTKERNEL_TEST_DOCKER: docker, AGENTKERNEL_TEST_PODMAN: podman, AGENTKERNEL_TEST_PODMAN_ROOTLESS: rootless } = environment
  const named: Place[] = [
    ...(docker ? [{ title: 'Docker', kind: 'docker', endpoint: docker, hasCommand: true } as const] : []),
    ...(podman ? [{ title: 'Podman', kind: 'podman', endpoint: podman, hasCommand: true } as const] : []),
    ...(rootless ? [{ title: 'Podman rootless', kind: 'podman', endpoint: rootless, hasCommand: process.getuid?.() !== 0 } as const] : [])
  ]
  if (named.length > 0) return named
  return [
    { title: 'Docker', kind: 'docker', endpoint: null, hasCommand: true },
    { title: 'Podman', kind: 'podman', endpoint: null, hasCommand: true }
  ]
}

/** The engines that answer; what does not is told by `absent`. */
export async function openEngines(environment: NodeJS.ProcessEnv, absent: (what: string, why: string) => void): Promise<BenchEngine[]> {
  const engines: BenchEngine[] = []
  for (const place of findPlaces(environment)) {
    const settings = toSettings(place)
    const home = await createHome(settings)
    const endpoint = await findSocket(home.open(), place.kind)
    if ('why' in endpoint) {
      absent(place.title, endpoint.why)
      await home.remove()
      continue
    }
    const { socketPath } = endpoint
    const command = place.hasCommand && (await hasProgram(place.kind)) ? toCommand(place.kind, socketPath) : null
    const quirks = place.kind === 'docker' ? dockerQuirks : podmanQuirks
    engines.push({ title: place.title, kind: place.kind, socketPath, quirks, settings, home, connect: () => new Dockerode({ socketPath }), command })
  }
  return engines
}

function toSettings({ kind, endpoint }: Place): SettingsPatch {
  return { defaultBackend: kind, ...(endpoint && (kind === 'docker' ? { dockerEndpoint: endpoint } : { podmanEndpoint: endpoint })) }
}

async function findSocket(app: App, kind: BenchEngine['kind']): Promise<{ socketPath: string } | { why: string }> {
  const views = await app.backends.list({})
  await app.close()
  const detection = views.find((view) => view.kind === kind)?.detection
  if (detection?.state !== 'ready') return { why: detection?.state ?? 'unknown' }
  if (!detection.endpoint?.startsWith('unix://')) return { why: `not behind a socket of this machine: ${detection.endpoint}` }
  return { socketPath: detection.endpoint.slice('unix://'.length) }
}

function toCommand(kind: BenchEngine['kind'], socketPath: string): NonNullable<BenchEngine['command']> {
  const environment: Record<string, string> = kind === 'docker' ? { DOCKER_HOST: `unix://${socketPath}` } : {}
  return (...args) => ({ file: kind, args, environment })
}
