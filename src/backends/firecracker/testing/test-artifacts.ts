import { execFileSync } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { env, execPath } from 'node:process'
import type { MicrovmArtifacts } from '../vmm/artifacts'
import { doubleProgram, isReal, realProgram } from './monitor-program'

/** The monitor (the double unless FC_REAL=1), a kernel and the agent, as set-up would have found them. */
export async function createTestArtifacts(): Promise<{ readonly artifacts: MicrovmArtifacts; dispose(): Promise<void> }> {
  const rest = { kernel: env['AGENTKERNEL_TEST_GUEST_KERNEL'] ?? '', agent: resolve('out/guest/agent') }
  if (isReal) {
    const version = /v(\d+\.\d+\.\d+)/.exec(execFileSync(realProgram, ['--version'], { encoding: 'utf8' }))?.[1] ?? ''
    return { artifacts: { program: realProgram, version, ...rest }, dispose: () => Promise.resolve() }
  }
  const folder = await mkdtemp(join(tmpdir(), 'agentkernel-artifacts-'))
  // The engine starts it with an environment in which no Node may be found.
  const program = join(folder, 'firecracker')
  await writeFile(program, `#!/bin/sh\nexec '${execPath}' '${doubleProgram}' "$@"\n`, { mode: 0o755 })
  return { artifacts: { program, version: '1.16.1', ...rest }, dispose: async () => await rm(folder, { recursive: true }) }
}
