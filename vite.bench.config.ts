import { builtinModules } from 'node:module'
import { defineConfig } from 'vite'
import { definitions, libraryAliases, silentModem } from './vite.shared'

/** The benchmarks, bundled as the command is, so that both measure the code that ships. */
export default defineConfig({
  plugins: [silentModem()],
  define: definitions,
  resolve: { alias: libraryAliases, conditions: ['node', 'import', 'module', 'default'], mainFields: ['module', 'main'] },
  ssr: { noExternal: true },
  build: {
    ssr: 'bench/index.ts',
    outDir: 'out/bench',
    target: 'node20',
    rollupOptions: {
      external: [...builtinModules, /^node:/, /^@playwright\//, /^playwright/, 'vite', 'electron'],
      output: { format: 'es', entryFileNames: 'index.mjs' }
    }
  }
})
