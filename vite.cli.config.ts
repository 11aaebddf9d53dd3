import { builtinModules } from 'node:module'
import { defineConfig, type Plugin } from 'vite'
import packageJson from './package.json' with { type: 'json' }
import { containerLibraryAliases } from './vite.shared'

/**
 * Loads Node's own modules where they are first used, not all of them at the top of the file: a verb
 * pays for what it needs.
 */
function lazyBuiltins(): Plugin {
  const builtins = new Set(builtinModules.flatMap((name) => [name, `node:${name}`]))
  const prefix = '\0builtin:'
  return {
    name: 'lazy-builtins',
    enforce: 'pre',
    resolveId: (source) => (builtins.has(source) ? `${prefix}${source}` : null),
    load: (id) => (id.startsWith(prefix) ? `module.exports = process.getBuiltinModule(${JSON.stringify(id.slice(prefix.length))})` : null)
  }
}

/** The command: one CommonJS file for Node 20, nothing of electron in it; every module in it runs at its first use. */
export default defineConfig({
  plugins: [lazyBuiltins()],
  define: { __VERSION__: JSON.stringify(packageJson.version) },
  resolve: { alias: containerLibraryAliases, conditions: ['node', 'import', 'module', 'default'], mainFields: ['module', 'main'] },
  ssr: { noExternal: true },
  build: {
    ssr: 'src/cli/index.ts',
    outDir: 'out/cli',
    target: 'node20',
    minify: true,
    emptyOutDir: true,
    rollupOptions: {
      output: { format: 'cjs', entryFileNames: 'agentkernel.cjs', banner: '#!/usr/bin/env node', codeSplitting: false, strictExecutionOrder: true }
    }
  }
})
