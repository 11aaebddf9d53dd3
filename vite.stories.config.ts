import tailwindcss from '@tailwindcss/vite'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

/** The window on a fake host, in any browser: `npx vite --config vite.stories.config.ts`, then /testing/stories.html?scenario=busy. */
export default defineConfig({
  root: 'src/renderer',
  plugins: [react(), tailwindcss()],
  server: { port: 5199, strictPort: true },
  cacheDir: '../../.cache/vite-stories'
})
