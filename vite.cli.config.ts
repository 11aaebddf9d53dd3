import { builtinModules } from 'node:module'
import { defineConfig, type Plugin } from 'vite'
import packageJson from './package.json' with { type: 'json' }
import { containerLibraryAliases } from './vite.shared'
import { singleFile } from './vite.single-file'

/**
 * Takes Node's own modules where they are first used and only the names that are used. Left to the
 * bundler, all of them would be loaded at the top of the file, and copied name by name.
 */
function lazyBuiltins(): Plugin {
  const builtins = new Set(builtinModules.flatMap((name) => [name, `node:${name}`]))
  const prefix = '\0builtin:'
  return {
    name: 'lazy-builtins',
    enforce: 'pre',
    resolveId(source, _importer, { kind }) {
      if (!builtins.has(source)) return null
      return kind === 'require-call' ? { id: source, external: true } : `${prefix}${source}`
    },
    async load(id) {
      if (!id.startsWith(prefix)) return null
      const name = id.slice(prefix.length)
      const names = Object.keys(await import(name)).filter((key) => key !== 'default' && key !== 'module.exports')
      const exports = names.map((key) => `export const ${key} = /* @__PURE__ */ (() => builtin.${key})()`)
      return [`const builtin = process.getBuiltinModule(${JSON.stringify(name)})`, 'export default builtin', ...exports].join('\n')
    }
  }
}

/** The command: one CommonJS file for Node 20, nothing of electron in it; every module in it runs at its first use. */
export default defineConfig({
  plugins: [lazyBuiltins(), singleFile()],
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
      output: { format: 'cjs', entryFileNames: 'agentkernel.cjs', chunkFileNames: '[name]-[hash].cjs' }
    }
  }
})
