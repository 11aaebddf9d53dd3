import { randomBytes } from 'node:crypto'
import { Writable } from 'node:stream'
import { finished } from 'node:stream/promises'
import type Dockerode from 'dockerode'
import { sandboxSpecSchema } from '#contract/spec'
import { settingsSchema } from '#contract/settings'
import { planHardening } from '#core/profiles'
import { completeSpec } from '#core/spec-defaults'
import { toCreateBody } from '../src/backends/engine-api/create-body'
import type { BenchEngine } from './engines'

export const image = 'alpine:3.20'

/**
 * The same requests as ours for the same sandbox (hardening, network, limits), through dockerode and
 * nothing else: no names kept, no failures told apart, nothing looked at afterwards. The floor.
 */
export async function bareCreate(engine: BenchEngine, client: Dockerode, homeId: string): Promise<Dockerode.Container> {
  const spec = sandboxSpecSchema.parse(completeSpec({ name: 'bare', image }, settingsSchema.parse({})))
  const id = randomBytes(6).toString('hex')
  const hardening = planHardening(spec, { homeDirectory: '/' })
  const request = { sandboxId: `sb-${id}`, name: `bare-${id}`, homeId, createdAt: new Date().toISOString(), spec, hardening }
  const body = { ...toCreateBody(request, image, engine.quirks), name: `agentkernel-bare-${id}` }
  if (engine.quirks.network === 'bridge-each') await client.createNetwork({ Name: `agentkernel-sb-${id}`, Driver: 'bridge', Labels: { 'agentkernel.home': homeId } })
  return await client.createContainer(body)
}

export async function bareRemove(engine: BenchEngine, container: Dockerode.Container, client: Dockerode): Promise<void> {
  const { Name } = await container.inspect()
  await container.remove({ force: true, v: true })
  if (engine.quirks.network === 'bridge-each') await client.getNetwork(Name.replace('/', '').replace('agentkernel-bare-', 'agentkernel-sb-')).remove()
}

/** Create, start, read to the end, ask for the exit code. */
export async function bareExec(container: Dockerode.Container, argv: readonly string[]): Promise<void> {
  const exec = await container.exec({ Cmd: [...argv], AttachStdout: true, AttachStderr: true })
  const stream = await exec.start({ hijack: true, stdin: false })
  stream.pipe(new Writable({ write: (_chunk, _encoding, done) => done() }))
  await finished(stream, { writable: false })
  const { ExitCode } = await exec.inspect()
  if (ExitCode !== 0) throw new Error(`${argv.join(' ')} ended with ${ExitCode}`)
}
