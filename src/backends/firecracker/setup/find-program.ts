import type { Task } from '#contract/progress'
import { findProgram } from '#core/ports'
import type { ArtifactStore } from './artifact-store'
import { readPrint, type FilePrint } from './file-print'
import type { Found, Problem } from './finding'
import { places } from './install'
import { minimumVersion } from './pins'
import { fetchRemedy } from './remedies'
import type { SetupHost } from './setup-host'
import { askVersion, isAtLeast } from './version'

/** A program that may be Firecracker, without having been asked. `isNamed`: by the person, so nothing else is taken instead. */
export interface ProgramPlace {
  readonly print: FilePrint
  readonly isNamed: boolean
}

/** Named by the person, then what set-up put here, then one on the path. */
export async function locateProgram(host: SetupHost, store: ArtifactStore): Promise<Found<ProgramPlace>> {
  const { machine, pins } = host
  const named = (await host.settings()).firecrackerProgram ?? machine.environment['FIRECRACKER_BIN'] ?? null
  if (named !== null && named !== '') return await locateNamed(named)
  const own = await store.verify(places.program(pins), pins.program.members[0].sha256)
  if ('expected' in own) return { problem: { blocks: 'broken', reason: { key: 'reasons.firecracker_changed', params: { file: places.program(pins), expected: own.expected, found: own.found } }, remedies: [fetchRemedy] } }
  const path = 'path' in own ? own.path : await findProgram('firecracker', machine, ['/usr/local/bin'])
  const print = path === null ? null : await readPrint(path)
  return print ? { found: { print, isNamed: false } } : { problem: missing }
}

/** With its version, asked of it. */
export async function examineProgram(host: SetupHost, store: ArtifactStore, task: Pick<Task, 'signal'>): Promise<Found<ProgramPlace & { readonly version: string }>> {
  const located = await locateProgram(host, store)
  if ('problem' in located) return located
  const { path } = located.found.print
  const answer = await askVersion(path, host.processes, task.signal)
  const remedies = located.found.isNamed ? [] : [fetchRemedy]
  if ('detail' in answer) return { problem: { blocks: 'broken', reason: { key: 'reasons.firecracker_no_version', params: { path, detail: answer.detail } }, remedies } }
  if (!isAtLeast(answer.version, minimumVersion)) return { problem: { blocks: 'broken', reason: { key: 'reasons.firecracker_too_old', params: { path, version: answer.version, minimum: minimumVersion } }, remedies } }
  return { found: { ...located.found, version: answer.version } }
}

const missing: Problem = { blocks: 'missing', reason: { key: 'reasons.firecracker_missing' }, remedies: [fetchRemedy] }

async function locateNamed(path: string): Promise<Found<ProgramPlace>> {
  const print = path.startsWith('/') ? await readPrint(path) : null
  if (print) return { found: { print, isNamed: true } }
  return { problem: { blocks: 'broken', reason: { key: 'reasons.firecracker_named_missing', params: { path } }, remedies: [{ text: { key: 'remedies.firecracker_named' } }] } }
}
