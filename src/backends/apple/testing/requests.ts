import { sandboxSpecSchema, type SandboxSpec } from '#contract/spec'
import type { CreateRequest, HardeningPlan } from '#core/ports'
import { plainHardening } from '../../conformance/lab'

export interface RequestWishes {
  readonly name?: string
  readonly spec?: Partial<SandboxSpec>
  readonly hardening?: Partial<HardeningPlan>
}

/** A request for unit tests of what is made of it. */
export function testRequest({ name = 'dev', spec = {}, hardening = {} }: RequestWishes = {}): CreateRequest {
  return {
    sandboxId: 'sb-1234567890ab',
    name,
    homeId: 'home=1',
    createdAt: '2026-11-23T00:00:00.000Z',
    spec: sandboxSpecSchema.parse({
      image: 'alpine:3.20', vcpus: 2, memoryMb: 512, profile: 'moderate', network: false, mounts: [], environment: {}, ports: [],
      workingDirectory: null, user: null, labels: {}, command: null, useEntrypoint: false, copiedFrom: null, ...spec
    }),
    hardening: { ...plainHardening, memoryMb: 512, cpus: 2, ...hardening }
  }
}
