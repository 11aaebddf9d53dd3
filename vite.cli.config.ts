import { chmodSync } from 'node:fs'
import { builtinModules } from 'node:module'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { defineConfig, type Plugin } from 'vite'
import packageJson from './package.json' with { type: 'json' }
import { definitions, libraryAliases, silentModem } from './vite.shared'
import { lazyZod } from './vite.lazy-zod'
import { singleFile } from './vite.single-file'

/**
 * Takes Node's own modules where they are first used and only the names that are used: each importer has a
 * copy of its own, of which unused names are dropped, functions fetch their module when they are called, and
 * the modules that libraries load for rare purposes are fetched when one of their members is. Left to the
 * bundler, all of them would be loaded at the top of the file, and copied name by name.
 */
function lazyBuiltins(): Plugin {
  const builtins = new Set(builtinModules.flatMap((name) => [name, `node:${name}`]))
  const rarelyUsed = new Set(['child_process', 'crypto', 'https', 'tls', 'zlib'])
  const prefix = '\0builtin:'
  const required = '\0required-builtin:'
  return {
    name: 'lazy-builtins',
    enforce: 'pre',
    resolveId(source, importer, { kind }) {
      if (!builtins.has(source)) return null
      if (kind !== 'require-call') return `${prefix}${source}?${importer}`
      return rarelyUsed.has(source.replace('node:', '')) ? `${required}${source}` : { id: source, external: true }
    },
    async load(id) {
      if (id.startsWith(required)) return `module.exports = new Proxy({}, { get: (_, key) => process.getBuiltinModule(${JSON.stringify(id.slice(required.length))})[key] })`
      if (!id.startsWith(prefix)) return null
      const name = id.slice(prefix.length).replace(/\?.*/, '')
      const members = Object.entries((await import(name)) as object).filter(([key]) => key !== 'default' && key !== 'module.exports')
      const exports = members.map(([key, value]) => `export const ${key} = ${isPlainFunction(key, value) || (name.endsWith('/promises') && typeof value === 'function') ? `(...args) => builtin().${key}(...args)` : `/* @__PURE__ */ (() => builtin().${key})()`}`)
      return [`const builtin = () => process.getBuiltinModule(${JSON.stringify(name)})`, 'export default /* @__PURE__ */ builtin()', ...exports].join('\n')
    }
  }
}

/** One that is only called: no constructor, and nothing hangs on it. */
function isPlainFunction(name: string, value: unknown): boolean {
  return typeof value === 'function' && /^[a-z]/.test(name) && Reflect.ownKeys(value).every((key) => ['length', 'name', 'prototype'].includes(String(key)))
}

/** `npx` marks the file it was made for as a program once; a build that replaces the file has to do it itself. */
function executable(): Plugin {
  return {
    name: 'executable',
    writeBundle({ dir = '' }, bundle) {
      for (const name of Object.keys(bundle)) if (name.endsWith('.cjs')) chmodSync(path.join(dir, name), 0o755)
    }
  }
}

/** Takes its random bytes from a global, which is made at its first use; the other one loads all of Node's cryptography at once. */
const nanoidOnGlobals = fileURLToPath(new URL('node_modules/nanoid/index.browser.js', import.meta.url))

/** The command: one CommonJS file for Node 20, nothing of electron in it; every module in it runs at its first use. */
export default defineConfig({
  plugins: [silentModem(), lazyBuiltins(), lazyZod(), singleFile(), executable()],
  define: { ...definitions, __VERSION__: JSON.stringify(packageJson.version) },
  resolve: { alias: [...Object.entries(libraryAliases).map(([find, replacement]) => ({ find, replacement })), { find: /^nanoid$/, replacement: nanoidOnGlobals }], conditions: ['node', 'import', 'module', 'default'], mainFields: ['module', 'main'] },
  ssr: { noExternal: true },
  build: {
    ssr: 'src/cli/index.ts',
    outDir: 'out/cli',
    target: 'node20',
    minify: true,
    license: { fileName: 'licences.json' },
    emptyOutDir: true,
    rollupOptions: {
      output: { format: 'cjs', entryFileNames: 'agentkernel.cjs', chunkFileNames: '[name]-[hash].cjs' }
    }
  }
})
