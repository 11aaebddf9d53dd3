import { AppError } from '#contract/errors'
import type { ExecRequest, ExecSession, FileStat } from '#core/ports'
import { AgentProblem, explain, explainFile, type AgentSubject } from './agent-problem'
import type { GuestAgent, GuestHealth, GuestHost, GuestIdentity, GuestMount, MainProcess } from './agent-types'
import { AgentExecSession } from './exec-session'
import { toCount, type Field } from './fields'
import type { FrameType } from './frame'
import { readGuestChanges } from './guest-changes'
import { readGuestQuestions } from './guest-questions'
import { dialGuest } from './guest-connection'
import { readGuestLog } from './guest-log'
import { readGuestTar, writeGuestTar } from './guest-tar'
import { Operation, type AgentPlace } from './operation'

/** Speaks to one sandbox's agent. Opens nothing until something is asked. */
export function createGuestAgent(place: AgentPlace, subject: AgentSubject): GuestAgent {
  const ask = async (type: FrameType, fields: readonly Field[], signal: AbortSignal): Promise<ReadonlyMap<string, string>> => {
    const operation = await Operation.open(place, type, fields, signal)
    return await operation.complete()
  }
  const asked = async (type: FrameType, fields: readonly Field[], signal: AbortSignal): Promise<ReadonlyMap<string, string>> =>
    await ask(type, fields, signal).catch((error: unknown) => {
      throw explain(error, signal, subject)
    })
  return {
    configure: async (identity, signal) => void (await asked('N', toIdentityFields(identity), signal)),
    mount: async (mount, signal) => void (await asked('M', toMountFields(mount), signal)),
    startMain: async (main, signal) => await startMain(place, subject, main, signal),
    run: async (request, signal) => await run(place, subject, request, signal),
    health: async (signal) => toHealth(await asked('H', [], signal)),
    async stat(path, signal) {
      try {
        return toStat(await ask('T', [['p', path]], signal))
      } catch (error) {
        if (error instanceof AgentProblem && error.fault === 'missing') return null
        throw explainFile(error, path, signal, subject)
      }
    },
    changes: async (signal) => await readGuestChanges(place, subject, signal),
    questions: async (signal) => await readGuestQuestions(place, subject, signal),
    setHosts: async (hosts, signal) => void (await asked('J', hosts.map(toHostField), signal)),
    readTar: async (path, signal) => await readGuestTar(place, subject, path, signal),
    writeTar: async (path, archive, signal) => await writeGuestTar(place, subject, { path, archive }, signal),
    dial: async (port, signal) => await dialGuest(place, subject, [['p', port]], signal),
    reaches: async (address, port, signal) => await reaches(place, subject, [['h', address], ['p', port]], signal),
    log: (options, signal) => readGuestLog(place, subject, options, signal),
    shutdown: async (graceMs, signal) => void (await asked('S', [['g', Math.max(0, Math.round(graceMs))]], signal))
  }
}

function toIdentityFields({ hostname, now, entropy, network }: GuestIdentity): Field[] {
  const fields: Field[] = [['h', hostname], ['t', Math.round(now)], ['r', Buffer.from(entropy).toString('hex')]]
  if (!network) return fields
  fields.push(['i', network.interfaceName], ['a', network.address], ['g', network.gateway])
  if (network.mtu !== undefined) fields.push(['m', network.mtu])
  if (network.answersNames) fields.push(['q', ''])
  return [...fields, ...network.nameServers.map((address): Field => ['n', address]), ...(network.hosts ?? []).map(toHostField)]
}

function toHostField({ name, address }: GuestHost): Field {
  return ['o', `${address} ${name}`]
}

function toMountFields(mount: GuestMount): Field[] {
  return [
    ['i', mount.imageDevice],
    ['w', mount.scratchDevice],
    ...(mount.isRootReadOnly ? [['o', ''] as const] : []),
    ...mount.tmpfs.map(({ target, sizeMb, isExecutable }): Field => ['t', `${sizeMb}:${isExecutable ? 'x' : '-'}:${target}`]),
    ...mount.volumes.map((path): Field => ['V', path]),
    ...mount.drives.map(({ device, fileSystem, target, writable }): Field => ['d', `${device}:${fileSystem}:${writable ? 'rw' : 'ro'}:${target}`]),
    ['k', mount.capabilities.join(',')],
    ...(mount.noNewPrivileges ? [['q', ''] as const] : []),
    ['p', mount.maxProcesses],
    ['f', mount.maxOpenFiles]
  ]
}

function toCommandFields({ argv, environment, workingDirectory, user }: MainProcess): Field[] {
  return [
    ...(argv ?? []).map((argument): Field => ['a', argument]),
    ...Object.entries(environment).map(([name, value]): Field => ['e', `${name}=${value}`]),
    ...(workingDirectory === null ? [] : [['c', workingDirectory] as const]),
    ...(user === null ? [] : [['u', user] as const])
  ]
}

async function startMain(place: AgentPlace, subject: AgentSubject, main: MainProcess, signal: AbortSignal): Promise<{ exitCode: number; detail: string } | null> {
  try {
    const operation = await Operation.open(place, 'R', [...toCommandFields(main), ['m', ''], ['d', '']], signal)
    const fields = await operation.complete((frame) => {
      if (frame.type !== 'B') throw new AgentProblem('malformed', `the guest sent ${frame.type} when the main process was to start`)
    })
    const exitCode = toCount(fields.get('c')) ?? 0
    return exitCode === 0 ? null : { exitCode, detail: fields.get('m') ?? '' }
  } catch (error) {
    throw explain(error, signal, subject)
  }
}

async function run(place: AgentPlace, subject: AgentSubject, request: ExecRequest, signal: AbortSignal): Promise<ExecSession> {
  const { hasInput, terminal } = request
  const fields: Field[] = toCommandFields(request)
  if (hasInput) fields.push(['i', ''])
  if (terminal) fields.push(['t', `${terminal.rows},${terminal.columns}`])
  try {
    const operation = await Operation.open(place, 'R', fields, signal)
    const session = new AgentExecSession(operation, { subject, hasInput, hasTerminal: terminal !== null })
    await session.begun
    operation.release()
    return session
  } catch (error) {
    throw explain(error, signal, subject)
  }
}

async function reaches(place: AgentPlace, subject: AgentSubject, to: readonly Field[], signal: AbortSignal): Promise<boolean> {
  try {
    const connection = await dialGuest(place, subject, to, signal)
    connection.close()
    return true
  } catch (error) {
    // The agent's own refusal: nobody took the connection.
    if (AppError.is(error, 'ENGINE_FAILED')) return false
    throw error
  }
}

function toHealth(fields: ReadonlyMap<string, string>): GuestHealth {
  const count = (tag: string): number => toCount(fields.get(tag)) ?? 0
  const main = fields.get('m')
  return {
    protocol: count('v'),
    uptimeMs: count('u'),
    main: main === 'running' || main === 'ended' ? main : 'none',
    mainExitCode: toCount(fields.get('x')),
    cpuMicroseconds: count('c'),
    memoryBytes: count('y'),
    memoryTotalBytes: count('z'),
    processes: count('p'),
    outOfMemoryKills: count('o')
  }
}

const kinds = ['file', 'directory', 'link', 'other'] as const

function toStat(fields: ReadonlyMap<string, string>): FileStat {
  return {
    type: kinds.find((kind) => kind === fields.get('t')) ?? 'other',
    sizeBytes: toCount(fields.get('s')) ?? 0,
    mode: Number.parseInt(fields.get('m') ?? '0', 8) & 0o7777
  }
}
