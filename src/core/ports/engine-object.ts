import type { BoundPort, Finding } from '#contract/sandbox'
import type { SandboxSpec } from '#contract/spec'
import type { Text } from '#contract/text'
import type { HardeningPlan } from './hardening'

/** How an engine names one of our objects. */
export interface ObjectRef {
  /** Our sandbox id, in the object's labels. */
  readonly sandboxId: string
  /** What the user calls it now, for sentences: an object may still carry the name it was made with. */
  readonly name: string
  /** The engine's own id, from EngineObject. */
  readonly objectId: string
}

/** What the engine is to make. */
export interface CreateRequest {
  readonly sandboxId: string
  readonly name: string
  readonly homeId: string
  readonly createdAt: string
  readonly spec: SandboxSpec
  /** What the profile means, decided by core; a backend applies it and never invents its own. */
  readonly hardening: HardeningPlan
}

/** One of our objects as the engine sees it now. */
export interface EngineObject {
  readonly sandboxId: string
  readonly objectId: string
  /** Which data directory made it. */
  readonly homeId: string
  /** From the object's name where the engine can rename, else from its labels. */
  readonly name: string
  /** An engine that forgets starts (Apple's, when its service restarts) says `created` of what was stopped too. */
  readonly state: 'created' | 'starting' | 'running' | 'stopping' | 'stopped' | 'broken'
  /** Why, when it is broken or ended badly, in the engine's words. */
  readonly detail?: string
  readonly exitCode?: number
  /** Killed by the memory limit. */
  readonly wasOutOfMemory?: boolean
  readonly createdAt?: string
  readonly startedAt?: string
  readonly ports: readonly BoundPort[]
  /** Rebuilt from labels and inspect, as far as they tell (environment values are only in inspect). Absent in `list`. */
  readonly spec?: SandboxSpec
  /** User that runs things, as configured (spec, profile or image); absent = root. Only from `create` and `inspect`. */
  readonly user?: string
  /** Image reference, always present. */
  readonly image: string
  /** Id of the image it was made of, as `EngineImage` has it; whatever the reference means by now. */
  readonly imageId?: string
}

/** What was just made. */
export interface CreatedObject extends EngineObject {
  /** Absent where the answer does not tell. */
  readonly learnt?: Learnt
}

/** What making something teaches about its engine. */
export interface Learnt {
  /** As `EngineIdentity` has it. */
  readonly engineId: string
  /** In what it is weaker than asked. */
  readonly findings: readonly Finding[]
}

/** What `watch` tells: which object to look at again, or that events may have been missed. */
export type EngineEvent =
  | { readonly type: 'changed'; readonly sandboxId: string; readonly objectId: string }
  | { readonly type: 'removed'; readonly sandboxId: string; readonly objectId: string }
  | { readonly type: 'lost'; readonly reason: Text }
  | { readonly type: 'resynced' }
