import type { SandboxRecord } from '#core/records'

/** A record as a real one looks, for documents of realistic size. */
export function sampleRecord(id: string): SandboxRecord {
  return {
    id,
    name: `box-${id}`,
    spec: {
      image: 'alpine:3.20', vcpus: 1, memoryMb: 512, profile: 'moderate', network: true, mounts: [], environment: {}, ports: [],
      workingDirectory: null, user: null, labels: {}, command: null, useEntrypoint: false, copiedFrom: null
    },
    backend: 'docker',
    endpoint: 'unix:///var/run/docker.sock',
    engineId: 'ENGINE',
    objectId: 'f'.repeat(64),
    createdAt: '2026-01-01T00:00:00.000Z',
    wanted: 'stopped',
    lastKnown: { status: 'stopped', at: '2026-01-01T00:00:00.000Z' },
    findings: []
  }
}
