import tailwindcss from '@tailwindcss/vite'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'electron-vite'
import { definitions, libraryAliases, silentModem } from './vite.shared'

/** Everything is bundled: the packaged application carries no node_modules. */
export default defineConfig({
  main: {
    define: definitions,
    plugins: [silentModem()],
    resolve: { alias: libraryAliases },
    build: {
      target: 'node20',
      minify: true,
      license: { fileName: 'licences.json' },
      externalizeDeps: false,
      rollupOptions: { input: { index: 'src/main/index.ts', 'archive-reader': 'src/main/archive-reader.ts' }, output: { format: 'cjs', entryFileNames: '[name].cjs', chunkFileNames: 'chunks/[name]-[hash].cjs' } }
    }
  },
  preload: {
    build: {
      target: 'node20',
      externalizeDeps: false,
      rollupOptions: { input: { index: 'src/preload/index.ts' }, output: { format: 'cjs', entryFileNames: '[name].cjs' } }
    }
  },
  renderer: {
    root: 'src/renderer',
    plugins: [react(), tailwindcss()],
    build: {
      target: 'chrome130',
      minify: true,
      license: { fileName: 'licences.json' },
      // The page's policy takes fonts from its own files only, not from data: addresses.
      assetsInlineLimit: 0,
      rollupOptions: { input: 'src/renderer/index.html' }
    }
  }
})
