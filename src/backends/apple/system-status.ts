import { z } from 'zod'
import { parseVersion, type Version } from './version'

/** Whether the service answers, and where it keeps its things. */
export interface SystemStatus {
  readonly service: 'running' | 'off' | 'dead' | 'unclear'
  readonly serverVersion: Version | null
  readonly appRoot: string | null
  readonly installRoot: string | null
}

/** 0.10 to 1.3.1 are flat, from 1.4.1 on there are groups. Only `status` is always there. */
const statusSchema = z.looseObject({
  status: z.string(),
  appRoot: z.string().optional(),
  installRoot: z.string().optional(),
  apiServerVersion: z.string().optional(),
  server: z.looseObject({ version: z.string().optional() }).optional(),
  paths: z.looseObject({ appRoot: z.string().optional(), installRoot: z.string().optional() }).optional()
})

const services: Readonly<Record<string, SystemStatus['service']>> = { running: 'running', unregistered: 'off', 'not running': 'dead' }

/** Reads every form of `system status`, JSON or prose; the exit code decides where the text does not. */
export function parseSystemStatus({ exitCode, stdout }: { exitCode: number; stdout: string }): SystemStatus {
  return parseJsonStatus(stdout) ?? parseProse(stdout, exitCode)
}

function parseJsonStatus(stdout: string): SystemStatus | null {
  const parsed = statusSchema.safeParse(parseJsonOrNull(stdout))
  if (!parsed.success) return null
  const { status, server, apiServerVersion, paths, appRoot, installRoot } = parsed.data
  return {
    service: services[status] ?? 'unclear',
    serverVersion: parseVersion(server?.version ?? apiServerVersion ?? ''),
    appRoot: orNull(paths?.appRoot ?? appRoot),
    installRoot: orNull(paths?.installRoot ?? installRoot)
  }
}

function parseProse(stdout: string, exitCode: number): SystemStatus {
  const field = (name: string): string | null => new RegExp(`${name}:?\\s+(.+)`, 'i').exec(stdout)?.[1]?.trim() ?? null
  const service = /not registered/.test(stdout) ? 'off' : /is not running/.test(stdout) ? 'dead' : exitCode === 0 ? 'running' : 'unclear'
  return { service, serverVersion: parseVersion(field('container-apiserver version') ?? ''), appRoot: field('application data root'), installRoot: field('application install root') }
}

function orNull(text: string | undefined): string | null {
  return text === undefined || text === '' ? null : text
}

/** Null for text that is no JSON. */
export function parseJsonOrNull(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
