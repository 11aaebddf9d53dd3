import { randomBytes } from 'node:crypto'
import { sandboxSpecSchema, type SandboxSpec } from '#contract/spec'
import type { CreateRequest, HardeningPlan } from '#core/ports'

/** Marks what one test file makes. */
export const testHome = `engine-test-${randomBytes(4).toString('hex')}`
let count = 0

const moderatePlan: HardeningPlan = {
  capabilities: ['CHOWN', 'DAC_OVERRIDE', 'FOWNER', 'FSETID', 'KILL', 'NET_BIND_SERVICE', 'SETGID', 'SETUID', 'SYS_CHROOT'],
  noNewPrivileges: true,
  isRootReadOnly: false,
  tmpfs: [],
  volumes: [],
  maxProcesses: 1024,
  maxOpenFiles: 16_384,
  memoryMb: 128,
  cpus: 1,
  network: false,
  user: null,
  mounts: [],
  covers: [],
  passEnvironment: []
}

/** A request as core makes it, small and without network unless told otherwise. */
export function createRequest(spec: Partial<SandboxSpec> = {}, plan: Partial<HardeningPlan> = {}): CreateRequest {
  count += 1
  const complete = sandboxSpecSchema.parse({
    image: 'alpine:3.20', vcpus: 1, memoryMb: 128, profile: 'moderate', network: false, mounts: [], environment: {}, ports: [], workingDirectory: null,
    user: null, labels: {}, command: null, useEntrypoint: false, copiedFrom: null, ...spec
  })
  const hardening = { ...moderatePlan, network: complete.network, user: complete.user, ...plan }
  const id = `sb-${randomBytes(6).toString('hex')}`
  return { sandboxId: id, name: `test-${count}`, homeId: testHome, createdAt: new Date().toISOString(), spec: complete, hardening }
}
