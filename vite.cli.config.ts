import { builtinModules } from 'node:module'
import { defineConfig } from 'vite'
import { containerLibraryAliases } from './vite.shared'

/** The command: one CommonJS file for Node 20, nothing of electron in it. */
export default defineConfig({
  resolve: { alias: containerLibraryAliases, conditions: ['node', 'import', 'module', 'default'], mainFields: ['module', 'main'] },
  ssr: { noExternal: true },
  build: {
    ssr: 'src/cli/index.ts',
    outDir: 'out/cli',
    target: 'node20',
    minify: true,
    emptyOutDir: true,
    rollupOptions: {
      external: [...builtinModules, /^node:/],
      output: { format: 'cjs', entryFileNames: 'agentkernel.cjs', banner: '#!/usr/bin/env node', codeSplitting: false }
    }
  }
})
