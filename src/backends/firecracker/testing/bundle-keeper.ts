import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { execPath } from 'node:process'
import { build } from 'vite'
import type { KeeperProgram } from '../keeper/keeper-program'

/** The keeper as a program, as the hosts have it in theirs. */
export async function bundleKeeper(): Promise<{ readonly keeper: KeeperProgram; dispose(): Promise<void> }> {
  const { file, dispose } = await bundleProgram('keeper')
  return { keeper: { file: execPath, args: [file], environment: {} }, dispose }
}

/** `NAME-program.ts` of this folder as one that Node runs by itself. */
export async function bundleProgram(name: 'keeper' | 'starter'): Promise<{ readonly file: string; dispose(): Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), `agentkernel-${name}-`))
  const entry = resolve(`src/backends/firecracker/testing/${name}-program.ts`)
  await build({
    configFile: false, logLevel: 'error', ssr: { noExternal: true },
    build: { ssr: entry, outDir: folder, target: 'node20', minify: false, rollupOptions: { output: { format: 'cjs', entryFileNames: `${name}.cjs` } } }
  })
  return { file: join(folder, `${name}.cjs`), dispose: async () => await rm(folder, { recursive: true }) }
}
