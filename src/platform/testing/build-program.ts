import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'vite'

const root = fileURLToPath(new URL('../../..', import.meta.url))

/** Bundles one of our modules into a program that plain Node can run; answers its path. Packages are taken from node_modules. */
export async function buildProgram(source: string, name: string): Promise<string> {
  const outDir = join(root, 'node_modules/.cache/test-programs', `${name}-${process.pid}`)
  mkdirSync(outDir, { recursive: true })
  await build({
    root,
    configFile: false,
    logLevel: 'error',
    build: { ssr: source, outDir, target: 'node20', minify: false, emptyOutDir: true, rollupOptions: { output: { entryFileNames: `${name}.mjs` } } }
  })
  return join(outDir, `${name}.mjs`)
}
