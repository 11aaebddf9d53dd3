import { readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { BoundPort } from '#contract/sandbox'
import type { Text } from '#contract/text'
import type { SandboxSpec } from '#contract/spec'
import type { HardeningPlan } from '#core/ports'
import type { KnownHost } from '../network/resolve-allowed'
import type { AllowList } from '../network/rules'
import type { ImageSettings } from '../images/stored-image'
import type { Rates } from '../vmm/rates'
import type { ProcessIdentity } from './process-identity'

/** What was asked for, with everything that had to be looked up: `config.json`. Only its name and its list of hosts change after create. */
export interface SandboxConfig {
  readonly version: 1
  readonly objectId: string
  readonly sandboxId: string
  readonly homeId: string
  readonly name: string
  readonly createdAt: string
  readonly spec: SandboxSpec
  readonly hardening: HardeningPlan
  readonly image: { readonly id: string; readonly settings: ImageSettings }
  /** Of image, profile and sandbox together, for the main process and every command. */
  readonly environment: Readonly<Record<string, string>>
}

/** How the main process ended. */
export interface SandboxEnd {
  /** Null when nobody saw it. */
  readonly exitCode: number | null
  readonly wasOutOfMemory: boolean
  readonly detail?: string
}

/** How it stands: `state.json`, written by whoever holds the sandbox's lock. */
export interface SandboxState {
  /** `filling`: up to take files before its first start, without its program. */
  readonly phase: 'created' | 'filling' | 'starting' | 'running' | 'stopping' | 'stopped'
  /** Firecracker's process, while there is one. */
  readonly monitor: ProcessIdentity | null
  /** The way out of its network namespace (slirp4netns). */
  readonly uplink: ProcessIdentity | null
  /** What its rules let it reach since its last start; absent before the first. */
  readonly allowed?: AllowList
  /** Names of its list with the addresses that they were found to have; absent where there is no list. */
  readonly knownHosts?: readonly KnownHost[]
  /** Of its last start; absent before the first. */
  readonly rates?: Rates
  /** Whether its last start was warm, and why not; null where nobody asked for it, absent before the first. */
  readonly beginning?: { readonly isWarm: boolean; readonly why?: Text } | null
  /** Who starts or stops it at the moment. */
  readonly hand: ProcessIdentity | null
  readonly startedAt: string | null
  readonly ports: readonly BoundPort[]
  /** Of the last run. */
  readonly end: SandboxEnd | null
}

/** What the keeper says: `keeper.json`, written by it alone. */
export interface KeeperRecord {
  readonly identity: ProcessIdentity
  readonly ports: readonly BoundPort[]
  /** It has asked for the log: the guest may go. */
  readonly isReading?: true
  /** Why it could not begin. */
  readonly problem?: { readonly takenPort: number } | { readonly detail: string }
  /** Once the main process or its machine has ended, and the log is whole. */
  readonly end?: SandboxEnd
}

export const initialState: SandboxState = { phase: 'created', monitor: null, uplink: null, hand: null, startedAt: null, ports: [], end: null }

/** Names in a sandbox's folder that others than this file need. */
export const fileNames = {
  scratch: 'scratch.ext4',
  console: 'console.log',
  monitorLog: 'fc.log',
  monitorOutput: 'vmm.log',
  uplinkOutput: 'slirp.log',
  mainLog: 'main.log',
  keeperOutput: 'keeper.log',
  apiSocket: 'api.sock',
  agentSocket: 'v.sock'
} as const

/** Of a host's folder as it was at the start, while the machine is up. */
export function toMountName(index: number): string {
  return `mount-${index}.sqfs`
}

/** The files of one sandbox. A reader sees a whole one or none. */
export class SandboxFiles {
  readonly folder: string

  constructor(folder: string) {
    this.folder = folder
  }

  /** Null when there is no such sandbox. Nothing but this product writes it, so that it is taken as it is. */
  async config(): Promise<SandboxConfig | null> {
    return await readJson<SandboxConfig>(this.path('config.json'))
  }

  async state(): Promise<SandboxState> {
    return (await readJson<SandboxState>(this.path('state.json'))) ?? initialState
  }

  async keeper(): Promise<KeeperRecord | null> {
    return await readJson<KeeperRecord>(this.path('keeper.json'))
  }

  async writeConfig(config: SandboxConfig): Promise<void> {
    await writeJson(this.path('config.json'), config)
  }

  async writeState(state: SandboxState): Promise<void> {
    await writeJson(this.path('state.json'), state)
  }

  async writeKeeper(record: KeeperRecord): Promise<void> {
    await writeJson(this.path('keeper.json'), record)
  }

  async removeKeeper(): Promise<void> {
    await rm(this.path('keeper.json'), { force: true })
  }

  async removeMounts(): Promise<void> {
    const names = await readdir(this.folder).catch(() => [])
    for (const name of names.filter((one) => /^mount-\d+\.sqfs$/.test(one))) await rm(this.path(name), { force: true })
  }

  path(name: string): string {
    return join(this.folder, name)
  }
}

/** One that a failing disk or a lost supply left in pieces counts for none: it must not keep all others from being seen. */
async function readJson<T>(file: string): Promise<T | null> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => (error.code === 'ENOENT' || error.code === 'ENOTDIR' ? null : Promise.reject(error)))
  try {
    return text === null ? null : (JSON.parse(text) as T)
  } catch {
    return null
  }
}

async function writeJson(file: string, value: object): Promise<void> {
  const aside = `${file}.${process.pid.toString(36)}${Math.trunc(Math.random() * 2 ** 32).toString(36)}`
  await writeFile(aside, JSON.stringify(value), { mode: 0o600, flag: 'wx' })
  await rename(aside, file)
}
