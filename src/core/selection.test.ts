import { array, assert, boolean, constantFrom, property } from 'fast-check'
import { describe, expect, it } from 'vitest'
import { backendKinds, type BackendKind } from '#contract/backend-kind'
import type { BackendState, Detection } from '#contract/backend'
import { AppError } from '#contract/errors'
import { selectBackend } from './selection'

const states: readonly BackendState[] = ['ready', 'stopped', 'missing', 'unsupported', 'broken']

function detections(of: readonly BackendState[]): Record<BackendKind, Detection> {
  return Object.fromEntries(
    backendKinds.map((kind, index) => [kind, { state: of[index] ?? 'missing', remedies: [], attempts: [], warnings: [], reason: { key: 'reasons.x' } }])
  ) as unknown as Record<BackendKind, Detection>
}

/** The backend, or the code of the refusal. */
function answer(...[found, choice]: Parameters<typeof selectBackend>): string {
  try {
    return selectBackend(found, choice).backend
  } catch (error) {
    return AppError.from(error).code
  }
}

describe('selection of a backend', () => {
  it('without a choice is always the first ready one, in order of preference', () => {
    assert(
      property(array(constantFrom(...states), { minLength: 4, maxLength: 4 }), (found) => {
        const first = backendKinds.find((_kind, index) => found[index] === 'ready')
        expect(answer(detections(found), { stored: null })).toBe(first ?? 'NO_BACKEND_READY')
      })
    )
  })

  it('never answers another backend than the one that was named', () => {
    assert(
      property(array(constantFrom(...states), { minLength: 4, maxLength: 4 }), constantFrom(...backendKinds), boolean(), (found, named, asked) => {
        const isReady = found[backendKinds.indexOf(named)] === 'ready'
        expect(answer(detections(found), asked ? { asked: named, stored: null } : { stored: named })).toBe(isReady ? named : 'BACKEND_NOT_READY')
      })
    )
  })
})

it('tells where a default that is not ready comes from, and how to leave it', () => {
  const found = detections(['missing', 'missing', 'stopped', 'missing'])
  const leave = { command: 'agentkernel config set default-backend auto' }
  expect(() => selectBackend(found, { stored: 'docker' })).toThrow(expect.objectContaining({ code: 'BACKEND_NOT_READY', remedies: [expect.objectContaining(leave)] }))
  expect(() => selectBackend(found, { asked: 'docker', stored: 'docker' })).toThrow(expect.objectContaining({ remedies: [] }))
})
