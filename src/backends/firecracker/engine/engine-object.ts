import type { BoundPort } from '#contract/sandbox'
import type { EngineObject } from '#core/ports'
import { abandonedDetail } from '../keeper/end-abandoned'
import { isAlive } from '../state/process-identity'
import type { SandboxConfig, SandboxFiles, SandboxState } from '../state/sandbox-files'

/** How a sandbox stands, from what is written and from which processes live. */
export interface Standing {
  readonly state: SandboxState
  readonly standing: EngineObject['state']
  /** Those that its keeper holds now. */
  readonly ports?: readonly BoundPort[]
  readonly detail?: string
}

export async function readStanding(files: SandboxFiles): Promise<Standing> {
  const state = await files.state()
  const isUp = await isAlive(state.monitor)
  switch (state.phase) {
    case 'created':
    case 'stopped':
      return { state, standing: state.phase }
    case 'running':
      return isUp ? { state, standing: 'running', ports: await readHeldPorts(files, state) } : await whenDown(files, state)
    case 'stopping':
      return isUp ? { state, standing: 'stopping' } : await whenDown(files, state)
    case 'filling':
    case 'starting':
      if (await isAlive(state.hand)) return { state, standing: 'starting' }
      return isUp ? { state, standing: 'broken', detail: abandonedDetail } : { state, standing: state.startedAt === null ? 'created' : 'stopped' }
  }
}

async function readHeldPorts(files: SandboxFiles, { ports }: SandboxState): Promise<readonly BoundPort[]> {
  if (ports.length === 0) return ports
  const keeper = await files.keeper()
  return (await isAlive(keeper?.identity ?? null)) ? (keeper?.ports ?? []) : []
}

/** Between the end of the machine and the word of whoever tidies up there is a moment. */
async function whenDown(files: SandboxFiles, state: SandboxState): Promise<Standing> {
  const keeper = await files.keeper()
  if ((await isAlive(keeper?.identity ?? null)) || (await isAlive(state.hand))) return { state, standing: 'stopping' }
  const end = keeper?.end ?? { exitCode: null, wasOutOfMemory: false, detail: 'the microVM ended unexpectedly' }
  return { state: { ...state, end }, standing: 'stopped' }
}

export function toEngineObject(config: SandboxConfig, { state, standing, ports = [], detail = state.end?.detail }: Standing, { withSpec }: { readonly withSpec: boolean }): EngineObject {
  const { sandboxId, objectId, homeId, name, createdAt, spec } = config
  const user = toUser(config)
  const isDown = standing === 'stopped'
  return {
    sandboxId, objectId, homeId, name, createdAt,
    state: standing,
    image: spec.image,
    imageId: config.image.id,
    ports,
    ...(state.startedAt !== null && { startedAt: state.startedAt }),
    ...((isDown || standing === 'broken') && detail !== undefined && { detail }),
    ...(isDown && typeof state.end?.exitCode === 'number' && { exitCode: state.end.exitCode }),
    ...(isDown && state.end?.wasOutOfMemory && { wasOutOfMemory: true }),
    ...(withSpec && { spec }),
    ...(withSpec && user !== null && { user })
  }
}

/** Null: root. */
export function toUser({ hardening, image }: SandboxConfig): string | null {
  return hardening.user ?? (image.settings.user || null)
}
