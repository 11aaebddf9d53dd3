import type { SandboxView } from '#contract/sandbox'

/** Whether a folder of this machine belongs to it: copied in or mounted. */
export function hasFolder({ spec }: Pick<SandboxView, 'spec'>): boolean {
  return spec.copiedFrom !== null || spec.mounts.length > 0
}

/** An editor attaches to a running container also where nothing of this machine belongs to it. */
export function canOpenInEditor(sandbox: Pick<SandboxView, 'spec' | 'backend' | 'status'>): boolean {
  return hasFolder(sandbox) || (sandbox.backend === 'docker' && sandbox.status === 'running')
}
