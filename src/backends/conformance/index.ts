import { describe } from 'vitest'
import { describeEvents } from './events'
import { describeExec } from './exec'
import { describeFiles } from './files'
import type { CreateFixture } from './fixture'
import { describeHardening } from './hardening'
import { describeImages } from './images'
import { openLab } from './lab'
import { describeLifecycle } from './lifecycle'
import { describeLogs } from './logs'
import { describeRecords } from './records'
import { describeTerminal } from './terminal'

export type { CreateFixture, EngineFixture } from './fixture'

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
    describeRecords(lab)
    describeHardening(lab)
    describeFiles(lab)
    describeLogs(lab)
    describeEvents(lab)
    describeImages(lab)
  })
}
