import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { mkdtemp, open, readFile, rm, writeFile } from 'node:fs/promises'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { env, execPath } from 'node:process'
import { deadlineSignal } from '#contract/deadline-signal'
import type { GuestAgent, GuestIdentity, GuestMount } from '../agent/agent-types'
import { createGuestAgent } from '../agent/guest-agent'
import { listenReady } from '../agent/listen-ready'
import { readKernelModules, writeInitramfs } from '../initramfs/initramfs'
import { bootArguments } from '../vmm/boot-arguments'
import { monitorCommand } from './monitor-program'

/** Why no microVM boots here; null when one does. */
export function findObstacle(): string | null {
  if (!env['AGENTKERNEL_TEST_GUEST_KERNEL'] || !env['AGENTKERNEL_TEST_GUEST_IMAGES']) return 'no microVM for tests: AGENTKERNEL_TEST_GUEST_KERNEL and AGENTKERNEL_TEST_GUEST_IMAGES are not set (npm run rig)'
  const { status, stderr } = spawnSync(execPath, ['scripts/build-guest.mjs'], { encoding: 'utf8' })
  if (status === 3) return stderr.trim()
  if (status !== 0) throw new Error(`the guest does not compile:\n${stderr}`)
  return null
}

/** A sandbox as the moderate profile has it. */
export const plainMount: GuestMount = {
  imageDevice: 'vda', scratchDevice: 'vdb', isRootReadOnly: false, tmpfs: [], volumes: [], drives: [],
  capabilities: ['CHOWN', 'DAC_OVERRIDE', 'FOWNER', 'FSETID', 'KILL', 'NET_BIND_SERVICE', 'SETGID', 'SETUID', 'SYS_CHROOT'],
  noNewPrivileges: true, maxProcesses: 64, maxOpenFiles: 1_024
}

const monitorLog = 'fc.log'

export interface Answer {
  readonly status: number
  readonly body: string
}

interface MonitorOptions {
  /** What it is started through. */
  readonly prefix?: readonly string[]
  readonly flags?: readonly string[]
}

interface BootOptions {
  readonly image?: string
  /** To the kernel, beside the product's. */
  readonly bootArgument?: string
  /** Beside the usual ones. */
  readonly requests?: readonly [path: string, body: object][]
}

/** One microVM's folder with the double in it, without anything of the engine. */
export class Microvm {
  readonly folder: string
  readonly monitor: ChildProcess
  readonly agent: GuestAgent
  readonly exited: Promise<number | null>

  private constructor(folder: string, { prefix = [], flags = [] }: MonitorOptions = {}) {
    this.folder = folder
    const [program = '', ...args] = [...prefix, ...monitorCommand, '--api-sock', 'api.sock', '--id', 'box', '--log-path', monitorLog, '--level', 'Info', ...flags]
    this.monitor = spawn(program, args, { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] })
    this.exited = once(this.monitor, 'close').then(([code]) => code as number | null)
    this.agent = createGuestAgent({ folder, socketName: 'v.sock' }, { name: 'box', endpoint: 'here' })
    for (const stream of [this.monitor.stdout, this.monitor.stderr]) stream?.resume()
  }

  /** Starts the monitor only. */
  static async create(options: MonitorOptions = {}): Promise<Microvm> {
    const folder = await mkdtemp(join(tmpdir(), 'agentkernel-vm-'))
    // Firecracker itself writes to a log that is there.
    await writeFile(join(folder, monitorLog), '')
    return await new Microvm(folder, options).#whenUp()
  }

  /** A monitor in the folder of one that has ended, with its disk. */
  static async again({ folder }: Microvm): Promise<Microvm> {
    for (const name of ['api.sock', 'v.sock']) await rm(join(folder, name))
    return await new Microvm(folder).#whenUp()
  }

  /** Up to the agent's word that it listens. */
  async boot({ image = 'base.sqfs', bootArgument = '', requests = [] }: BootOptions = {}): Promise<void> {
    await Promise.all([makeInitramfs(join(this.folder, 'initrd')), existsSync(join(this.folder, 'scratch.ext4')) ? undefined : makeScratch(join(this.folder, 'scratch.ext4')), writeFile(join(this.folder, 'console.log'), '')])
    const ready = await listenReady(this.folder, 'v.sock')
    try {
      for (const [path, body] of [...toRequests(join(env['AGENTKERNEL_TEST_GUEST_IMAGES'] ?? '', image), `${bootArguments} ${bootArgument}`.trim()), ...requests, ['/actions', { action_type: 'InstanceStart' }] as const]) {
        const answer = await this.ask('PUT', path, body)
        if (answer.status !== 204) throw new Error(`${path}: ${answer.body}`)
      }
      await Promise.race([ready.ready, this.exited.then(async () => Promise.reject(new Error(`the machine ended: ${await this.console()}`)))])
    } finally {
      await ready.close()
    }
  }

  /** Boots, and mounts its root. */
  async start(mount: Partial<GuestMount> = {}, { network, ...options }: BootOptions & Pick<GuestIdentity, 'network'> = {}): Promise<void> {
    const signal = deadlineSignal(60_000)
    await this.boot(options)
    await this.agent.configure({ hostname: 'box', now: Date.now(), entropy: new Uint8Array(32).fill(7), ...(network && { network }) }, signal)
    await this.agent.mount({ ...plainMount, ...mount }, signal)
  }

  async #whenUp(): Promise<this> {
    const until = Date.now() + 20_000
    while ((await this.ask('GET', '/version').catch(() => null)) === null) {
      if (Date.now() > until || this.monitor.exitCode !== null) throw new Error(`the monitor does not answer: ${await this.log()}`)
      await new Promise((resolve) => setTimeout(resolve, 10))
    }
    return this
  }

  ask(method: string, path: string, body?: object): Promise<Answer> {
    return askApi(join(this.folder, 'api.sock'), method, path, body)
  }

  /** What the monitor says. */
  async log(): Promise<string> {
    return await readFile(join(this.folder, monitorLog), 'utf8')
  }

  async console(): Promise<string> {
    return await readFile(join(this.folder, 'console.log'), 'utf8').catch(() => '')
  }

  async dispose(): Promise<void> {
    this.monitor.kill('SIGKILL')
    await this.exited
    await rm(this.folder, { recursive: true, force: true })
  }
}

export function askApi(socketPath: string, method: string, path: string, body?: object | string): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const text = body === undefined ? '' : typeof body === 'string' ? body : JSON.stringify(body)
    const asked = request({ socketPath, method, path, agent: false, headers: { 'content-length': Buffer.byteLength(text) } }, (response) => {
      let answer = ''
      response.setEncoding('utf8').on('data', (chunk) => (answer += chunk)).on('end', () => resolve({ status: response.statusCode ?? 0, body: answer }))
    })
    asked.once('error', reject)
    asked.end(text)
  })
}

function toRequests(image: string, boot_args: string): [string, object][] {
  return [
    ['/machine-config', { vcpu_count: 1, mem_size_mib: 192, smt: false }],
    ['/boot-source', { kernel_image_path: env['AGENTKERNEL_TEST_GUEST_KERNEL'], initrd_path: 'initrd', boot_args }],
    ['/drives/image', { drive_id: 'image', path_on_host: image, is_root_device: false, is_read_only: true }],
    ['/drives/scratch', { drive_id: 'scratch', path_on_host: 'scratch.ext4', is_root_device: false, is_read_only: false, cache_type: 'Writeback' }],
    ['/vsock', { guest_cid: 3, uds_path: 'v.sock' }],
    ['/entropy', {}],
    ['/serial', { serial_out_path: 'console.log' }]
  ]
}

export async function makeInitramfs(file: string): Promise<void> {
  const [agent, modules] = await Promise.all([readFile('out/guest/agent'), readKernelModules(env['AGENTKERNEL_TEST_GUEST_KERNEL'] ?? '')])
  await writeFile(file, writeInitramfs(agent, modules))
}

async function makeScratch(file: string): Promise<void> {
  const handle = await open(file, 'w')
  await handle.truncate(1_073_741_824)
  await handle.close()
  const { status, stderr } = spawnSync('mkfs.ext4', ['-q', '-E', 'lazy_itable_init=1,lazy_journal_init=1', file], { encoding: 'utf8', env: { ...env, PATH: `${env['PATH']}:/usr/sbin:/sbin` } })
  if (status !== 0) throw new Error(`mkfs.ext4: ${stderr}`)
}
