import { mkdir, stat } from 'node:fs/promises'
import { basename } from 'node:path'
import { AppError } from '#contract/errors'
import type { Task } from '#contract/progress'
import type { Text } from '#contract/text'
import type { BackendSetup } from '#core/ports'
import { withLock } from '../state/hold-lock'
import { ArtifactStore } from './artifact-store'
import { checkAgent, examine, type Examination } from './checklist'
import { checkKvm } from './check-kvm'
import { findUnfit } from './detect'
import { findKernel } from './find-kernel'
import { examineProgram } from './find-program'
import type { Finding, Problem } from './finding'
import { installKernel, installProgram, noteAgain } from './install'
import { setUpAction } from './remedies'
import { runSelfTest } from './self-test'
import { toBackendDirectory, type SetupHost } from './setup-host'

/** `recent`: what was examined a moment ago, since the trials take their time; null when nothing was. */
export function createSetup(host: SetupHost, recent: () => Examination | null = () => null): BackendSetup {
  return {
    async checklist(task) {
      if (findUnfit(host.machine)) return []
      return (recent() ?? (await examine(host, task))).findings.map(({ blocks: _blocks, isNote: _isNote, ...check }) => check)
    },
    run: (files, task) => setUp(host, files, task)
  }
}

/** Gets what is missing, then tries it. A second process waits for the first. What was fetched when it is cut off is gone on with the next time. */
async function setUp(host: SetupHost, files: readonly string[], task: Task): Promise<void> {
  const unfit = findUnfit(host.machine)
  if (unfit) throw notReady({ blocks: 'unsupported', reason: unfit, remedies: [] })
  const kvm = await checkKvm(host.machine)
  demand(kvm.filter(({ blocks }) => blocks === 'unsupported'))
  const imports = await Promise.all(files.map(async (file) => await toImport(host, file)))
  const directory = toBackendDirectory(host.machine)
  await mkdir(directory, { recursive: true, mode: 0o700 })
  await withLock(directory, 'set-up', host.clock, task, async () => {
    const store = new ArtifactStore(directory)
    for (const install of imports) await install(store, task)
    if (imports.length === 0) await fetchMissing(host, store, task)
    await noteAgain(host, store)
    // Only now: what was fetched serves as soon as the rest is mended.
    demand(kvm)
    await tryOut(host, store, task)
  })
}

/** Files are known by the names under which they are published. */
async function toImport(host: SetupHost, file: string): Promise<(store: ArtifactStore, task: Task) => Promise<void>> {
  const { program, kernel } = host.pins
  const name = basename(file)
  if (name.startsWith('firecracker') && name.endsWith('.tgz')) return (store, task) => installProgram(host, store, file, task)
  if (name.startsWith('vmlinux')) return (store, task) => installKernel(host, store, file, task)
  const expected = { program: program.name, kernel: kernel.name }
  const isFolder = await stat(file).then((found) => found.isDirectory(), () => false)
  const because: Text = isFolder ? { key: 'reasons.firecracker_import_folder', params: { path: file, ...expected } } : { key: 'reasons.firecracker_import_unknown', params: { name, ...expected } }
  throw new AppError('INVALID_INPUT', { field: 'from' }, { because })
}

async function fetchMissing(host: SetupHost, store: ArtifactStore, task: Task): Promise<void> {
  const program = await examineProgram(host, store, task)
  if ('problem' in program && isOurs(program.problem)) await installProgram(host, store, null, task)
  const kernel = await findKernel(host, store)
  if ('problem' in kernel && isOurs(kernel.problem)) await installKernel(host, store, null, task)
}

async function tryOut(host: SetupHost, store: ArtifactStore, task: Task): Promise<void> {
  const [program, kernel, agent] = await Promise.all([examineProgram(host, store, task), findKernel(host, store), checkAgent(host.guestAgent)])
  if ('problem' in program) throw notReady(program.problem)
  if ('problem' in kernel) throw notReady(kernel.problem)
  demand([agent])
  await runSelfTest(host, store, { program: program.found.print, version: program.found.version, kernel: kernel.found.print, agent: host.guestAgent }, task)
}

/** What the person named is theirs to mend: nothing is fetched in its place. */
function isOurs({ remedies }: Problem): boolean {
  return remedies.some(({ action }) => action === setUpAction)
}

function demand(findings: readonly Finding[]): void {
  for (const { blocks, detail, remedies } of findings) if (blocks) throw notReady({ blocks, reason: detail, remedies })
}

function notReady({ blocks, reason, remedies }: Problem): AppError {
  return new AppError('BACKEND_NOT_READY', { backend: 'firecracker', state: blocks, ready: '' }, { because: reason, remedies })
}
