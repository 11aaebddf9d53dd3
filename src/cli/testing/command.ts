import { spawn, type ChildProcessByStdio } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Readable, Writable } from 'node:stream'
import { fileURLToPath } from 'node:url'
import { z } from 'zod'

/** The built command: what people run. */
export const commandFile = fileURLToPath(new URL('../../../out/cli/agentkernel.cjs', import.meta.url))

export interface Result {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

export interface RunOptions {
  readonly input?: string | Uint8Array
  readonly environment?: Readonly<Record<string, string>>
  readonly directory?: string
}

export interface Running {
  readonly child: ChildProcessByStdio<Writable, Readable, Readable>
  readonly ended: Promise<Result>
}

/** Engines that this machine has for tests (npm run rig), by the name of their backend. */
export function findEngines(): { readonly backend: 'docker' | 'podman'; readonly endpoint: string }[] {
  const { AGENTKERNEL_TEST_DOCKER: docker, AGENTKERNEL_TEST_PODMAN: podman } = process.env
  return [...(docker ? [{ backend: 'docker' as const, endpoint: docker }] : []), ...(podman ? [{ backend: 'podman' as const, endpoint: podman }] : [])]
}

/** Why tests that need an engine are skipped. */
export const noEngine = 'no engine for tests: AGENTKERNEL_TEST_DOCKER and AGENTKERNEL_TEST_PODMAN are not set (npm run rig)'

/** A data directory of its own on one engine; `dispose` removes every sandbox made with it. */
export async function createHome(engine?: ReturnType<typeof findEngines>[number]) {
  if (!existsSync(commandFile)) throw new Error('The command is not built. Run: npm run build')
  const folder = await mkdtemp(join(tmpdir(), 'agentkernel-cli-'))
  const environment = {
    PATH: process.env['PATH'] ?? '',
    HOME: folder,
    AGENTKERNEL_HOME: join(folder, 'data'),
    ...(process.env['CONTAINERS_CONF'] !== undefined && { CONTAINERS_CONF: process.env['CONTAINERS_CONF'] }),
    DOCKER_HOST: engine?.backend === 'docker' ? engine.endpoint : `unix://${folder}/no-docker.sock`
  }

  const start = (words: readonly string[], options: RunOptions = {}): Running => {
    const child = spawn(process.execPath, [commandFile, ...words], {
      env: { ...environment, ...options.environment },
      cwd: options.directory ?? folder,
      stdio: ['pipe', 'pipe', 'pipe']
    })
    return { child, ended: collect(child) }
  }
  const run = async (words: readonly string[], options: RunOptions = {}): Promise<Result> => {
    const { child, ended } = start(words, options)
    child.stdin.on('error', () => {})
    child.stdin.end(options.input ?? '')
    return await ended
  }
  const dispose = async (): Promise<void> => {
    const names = (await run(['list', '--quiet'])).stdout.split('\n').filter((name) => name !== '')
    if (names.length > 0) await run(['remove', '--force', ...names])
    await rm(folder, { recursive: true, force: true })
  }
  if (engine?.backend === 'podman') await run(['config', 'set', 'podman-endpoint', engine.endpoint])
  if (engine) await run(['config', 'set', 'default-backend', engine.backend])
  return { folder, environment, start, run, dispose }
}
export type Home = Awaited<ReturnType<typeof createHome>>

/** What `--json` printed, parsed; fails the test when it is not JSON. */
export function parseJson<S extends z.ZodType>(text: string, schema: S): z.output<S> {
  return schema.parse(JSON.parse(text))
}

/** What went wrong, as `--json` says it. */
export const errorSchema = z.object({ error: z.object({ code: z.string(), message: z.string(), params: z.record(z.string(), z.unknown()), remedies: z.array(z.unknown()) }) })

function collect(child: Running['child']): Promise<Result> {
  const out: Buffer[] = []
  const err: Buffer[] = []
  child.stdout.on('data', (data: Buffer) => out.push(data))
  child.stderr.on('data', (data: Buffer) => err.push(data))
  return new Promise((resolve) => child.on('close', (code) => resolve({ code, stdout: Buffer.concat(out).toString(), stderr: Buffer.concat(err).toString() })))
}
