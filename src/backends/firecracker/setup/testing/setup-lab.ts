import { chmod, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Machine } from '#core/ports'
import { createProcesses } from '#platform/processes'
import { testClock } from '../../../engine-api/testing/real-engines'
import { realFiles, testMachine } from '../../../testing/machine'
import type { Pins } from '../pins'
import type { BootOnce, FirecrackerSettings, SetupHost } from '../setup-host'
import { serveFiles, withRanges, type FileServer } from './file-server'
import { makeArchive, sha256Of, toFileEntry } from './make-release'

/** What passes for the programs and the kernel: the program says its version when it is run. */
export const content = {
  program: toProgram('1.16.1'),
  jailer: '#!/bin/sh\n',
  kernel: Buffer.concat([Buffer.from([0x7f, 0x45, 0x4c, 0x46, 2]), Buffer.alloc(50_000, 'kernel')])
}

export function toProgram(version: string): string {
  return `#!/bin/sh\necho "Firecracker v${version}"\n`
}

/** A machine on which everything is right but what set-up is for, and a place that publishes it. Boots are counted, not made. */
export class SetupLab {
  readonly folder: string
  readonly server: FileServer
  readonly archive: Buffer
  readonly host: SetupHost
  /** What was booted. */
  readonly booted: Parameters<BootOnce>[0]['artifacts'][] = []
  bootOnce: BootOnce = () => Promise.resolve({ bootMs: 120 })
  settings: FirecrackerSettings = { firecrackerProgram: null, firecrackerKernel: null }

  private constructor(folder: string, server: FileServer, archive: Buffer) {
    this.folder = folder
    this.server = server
    this.archive = archive
    this.host = {
      machine: this.machine(),
      processes: createProcesses(),
      clock: testClock,
      settings: () => Promise.resolve(this.settings),
      guestAgent: join(folder, 'agent'),
      pins: toPins(server, archive),
      bootOnce: (options, task) => {
        this.booted.push(options.artifacts)
        return this.bootOnce(options, task)
      }
    }
  }

  static async create(): Promise<SetupLab> {
    const folder = await mkdtemp(join(tmpdir(), 'agentkernel-setup-'))
    const archive = await makeArchive([toFileEntry('release/firecracker', content.program), toFileEntry('release/jailer', content.jailer), toFileEntry('release/firecracker.debug', 'not ours')])
    const files = { '/firecracker.tgz': withRanges(archive), '/vmlinux': withRanges(content.kernel) }
    const server = await serveFiles((request, response, asked) => files[request.url as keyof typeof files](request, response, asked))
    await writeFile(join(folder, 'agent'), 'agent')
    return new SetupLab(folder, server, archive)
  }

  /** The real disk, with a processor and a KVM of our choice. */
  machine(changes: Partial<Machine> = {}, kvm: 'there' | 'denied' | 'absent' = 'there'): Machine {
    const files: Machine['files'] = {
      ...realFiles,
      readFile: (path) => (path === '/proc/cpuinfo' ? Promise.resolve(Buffer.from('flags\t\t: fpu vmx sse\n')) : realFiles.readFile(path)),
      stat: (path) => (path !== '/dev/kvm' ? realFiles.stat(path) : kvm === 'absent' ? Promise.reject(new Error('ENOENT')) : Promise.resolve({ isSocket: () => false, isFile: () => false, isDirectory: () => false })),
      access: (path, mode) => (path === '/dev/kvm' ? (kvm === 'denied' ? Promise.reject(new Error('EACCES')) : Promise.resolve()) : realFiles.access(path, mode))
    }
    return testMachine({ files, dataDirectory: join(this.folder, 'data'), homeDirectory: this.folder, ...changes })
  }

  /** A file of that name with that content; answers its path. */
  async put(name: string, data: string | Buffer, mode = 0o644): Promise<string> {
    const path = join(this.folder, name)
    await writeFile(path, data)
    await chmod(path, mode)
    return path
  }

  /** Everything that set-up keeps, relative. */
  async kept(): Promise<string[]> {
    const directory = join(this.folder, 'data', 'firecracker')
    await mkdir(directory, { recursive: true })
    return (await readdir(directory, { recursive: true })).toSorted()
  }

  async dispose(): Promise<void> {
    await this.server.close()
    await rm(this.folder, { recursive: true })
  }
}

function toPins(server: FileServer, archive: Buffer): Pins {
  return {
    program: {
      name: 'firecracker-v1.16.1-x86_64.tgz', url: server.url('firecracker.tgz'), sha256: sha256Of(archive), sizeBytes: archive.length, maxBytes: archive.length, version: '1.16.1',
      members: [{ path: 'release/firecracker', file: 'firecracker-v1.16.1', sha256: sha256Of(content.program) }, { path: 'release/jailer', file: 'jailer-v1.16.1', sha256: sha256Of(content.jailer) }]
    },
    kernel: { name: 'vmlinux-6.1.155', url: server.url('vmlinux'), sha256: sha256Of(content.kernel), sizeBytes: null, maxBytes: 1e6, version: '6.1.155', file: 'vmlinux-6.1.155' }
  }
}
