import { describe } from 'vitest'
import { describeExec } from './exec'
import type { CreateFixture } from './fixture'
import { openLab } from './lab'
import { describeLifecycle } from './lifecycle'
import { describeTerminal } from './terminal'

export type { CreateFixture, EngineFixture, Unavailable } from './fixture'

/**
 * The one suite for all backends: what the port promises, tried through the port only. It prints
 * which engine it ran on; without one every test is skipped with the reason.
 */
export function describeEngine(name: string, createFixture: CreateFixture): void {
  describe(`engine conformance: ${name}`, () => {
    const lab = openLab(name, createFixture)
    describeLifecycle(lab)
    describeExec(lab)
    describeTerminal(lab)
  })
}
