import { chmod, mkdir, mkdtemp, rename, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { AppError } from '#contract/errors'
import type { Task } from '#contract/progress'
import type { ArtifactStore } from './artifact-store'
import { toSetupError } from './failures'
import { fetchFile } from './fetch-file'
import { hashFile } from './file-print'
import { importFile } from './import-file'
import type { ArchiveMember, FilePin, Pins } from './pins'
import type { SetupHost } from './setup-host'
import { unpackMembers } from './unpack-members'
import { askVersion } from './version'

/** Relative to the backend's folder. */
export const places = {
  program: ({ program }: Pins): string => join('bin', program.members[0].file),
  kernel: ({ kernel }: Pins): string => join('kernel', kernel.file)
}

/** Puts Firecracker in its place: from a file, or from where it is published. */
export async function installProgram(host: SetupHost, store: ArtifactStore, from: string | null, task: Task): Promise<void> {
  const { program } = host.pins
  const archive = await obtain(host, store, program, from, task)
  const bin = store.path('bin')
  await mkdir(bin, { recursive: true, mode: 0o700 })
  const stage = await mkdtemp(join(bin, '.new-'))
  try {
    task.progress({ step: 'unpack', text: { key: 'progress.unpacking', params: { what: program.name } } })
    await unpackInto(stage, archive, host, task)
    for (const member of program.members) await place(host, store, { ...member, stage, source: from ?? program.url })
  } catch (error) {
    throw toSetupError(error, { what: program.name, where: bin })
  } finally {
    await rm(stage, { recursive: true, force: true })
    await rm(archive, { force: true })
  }
}

/** Puts the guest's kernel in its place: from a file, or from where it is published. */
export async function installKernel(host: SetupHost, store: ArtifactStore, from: string | null, task: Task): Promise<void> {
  const { kernel } = host.pins
  const fetched = await obtain(host, store, kernel, from, task)
  const file = places.kernel(host.pins)
  await mkdir(dirname(store.path(file)), { recursive: true, mode: 0o700 })
  await rename(fetched, store.path(file))
  await store.record({ file, version: kernel.version, source: from ?? kernel.url, sha256: kernel.sha256, verifiedAt: new Date(host.clock.now()).toISOString() })
}

/** A file that is as pinned, but not as it was noted (a restored backup, a note that was lost), would be hashed by every command. */
export async function noteAgain({ pins, clock }: SetupHost, store: ArtifactStore): Promise<void> {
  const { program, kernel } = pins
  const own = [
    ...program.members.map(({ file, sha256 }) => ({ file: join('bin', file), sha256, version: program.version, source: program.url })),
    { file: places.kernel(pins), sha256: kernel.sha256, version: kernel.version, source: kernel.url }
  ]
  for (const artifact of own) {
    const verified = await store.verify(artifact.file, artifact.sha256)
    if ('path' in verified && !verified.isNoted) await store.record({ ...artifact, verifiedAt: new Date(clock.now()).toISOString() })
  }
}

/** Ends in a file that is known to be the pinned one. What was fetched of it before is kept until it is whole. */
async function obtain({ clock }: SetupHost, store: ArtifactStore, pin: FilePin, from: string | null, task: Task): Promise<string> {
  const folder = store.path('downloads')
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const into = join(folder, `${pin.name}.${pin.sha256.slice(0, 8)}.${from === null ? 'part' : 'import'}`)
  await (from === null ? fetchFile(pin, into, clock, task) : importFile(from, pin, into, task))
  return into
}

/** Each is what was pinned, and the first says its version when it is run. */
async function unpackInto(stage: string, archive: string, { pins, processes }: SetupHost, { signal }: Task): Promise<void> {
  const { members, version } = pins.program
  await unpackMembers(archive, members, stage, signal)
  for (const { file, path, sha256 } of members) {
    const found = await hashFile(join(stage, file), signal)
    if (found !== sha256) throw new AppError('WRONG_CONTENT', { what: path, expected: sha256, found })
    await chmod(join(stage, file), 0o755)
  }
  const answer = await askVersion(join(stage, members[0].file), processes, signal)
  if ('detail' in answer || answer.version !== version) throw new AppError('WRONG_CONTENT', { what: 'firecracker --version', expected: version, found: 'detail' in answer ? answer.detail : answer.version })
}

async function place({ pins, clock }: SetupHost, store: ArtifactStore, { stage, source, ...member }: ArchiveMember & { readonly stage: string; readonly source: string }): Promise<void> {
  const file = join('bin', member.file)
  await rename(join(stage, member.file), store.path(file))
  await store.record({ file, version: pins.program.version, source, sha256: member.sha256, verifiedAt: new Date(clock.now()).toISOString() })
}
