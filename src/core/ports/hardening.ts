/**
 * What a profile means for one sandbox, in engine-neutral terms. Decided by core/profiles.ts,
 * applied by backends, compared after start. The rules' source: the container hardening list
 * in docs/security.md.
 */
export interface HardeningPlan {
  /** Linux capabilities kept, without `CAP_`; everything else is dropped. */
  readonly capabilities: readonly string[]
  readonly noNewPrivileges: boolean
  readonly isRootReadOnly: boolean
  /** Sized tmpfs mounts, always nosuid and nodev. */
  readonly tmpfs: readonly { readonly target: string; readonly sizeMb: number; readonly isExecutable: boolean }[]
  /** Writable private directories that live and go with the sandbox, also where the root is read-only. */
  readonly volumes: readonly string[]
  readonly maxProcesses: number
  readonly maxOpenFiles: number
  /** Memory in MB; swap is not added. Null: no limit. */
  readonly memoryMb: number | null
  /** CPU time per wall time, 1 = one CPU. Null: no limit. */
  readonly cpus: number | null
  /** False: no interface but loopback. True: a bridge of ours on which sandboxes cannot reach each other. */
  readonly network: boolean
  /** User that runs things; null = the image's own. */
  readonly user: string | null
  /** Host folders beside the spec's own mounts that the profile brings (home, read-only). */
  readonly mounts: readonly { readonly source: string; readonly target: string; readonly writable: boolean }[]
  /**
   * Paths inside those mounts that the sandbox must not see: an empty read-only directory or file is laid over each.
   * All exist on the host when the object is made.
   */
  readonly covers: readonly { readonly target: string; readonly kind: 'directory' | 'file' }[]
  /** Environment names of the host whose values are passed in. */
  readonly passEnvironment: readonly string[]
}
