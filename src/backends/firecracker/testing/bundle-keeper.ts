import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { execPath } from 'node:process'
import { build } from 'vite'
import type { KeeperProgram } from '../keeper/keeper-program'

/** The keeper as a program, as the hosts have it in theirs. */
export async function bundleKeeper(): Promise<{ readonly keeper: KeeperProgram; dispose(): Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'agentkernel-keeper-'))
  const entry = resolve('src/backends/firecracker/testing/keeper-program.ts')
  await build({
    configFile: false, logLevel: 'error', ssr: { noExternal: true },
    build: { ssr: entry, outDir: folder, target: 'node20', minify: false, rollupOptions: { output: { format: 'cjs', entryFileNames: 'keeper.cjs' } } }
  })
  return { keeper: { file: execPath, args: [join(folder, 'keeper.cjs')], environment: {} }, dispose: async () => await rm(folder, { recursive: true }) }
}
