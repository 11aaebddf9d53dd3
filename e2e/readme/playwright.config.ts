import { defineConfig } from '@playwright/test'

/** `npm run pictures`: those of the README, of the packaged application with real sandboxes. Needs the engines of `npm run rig` in its environment, and a display. */
export default defineConfig({
  testDir: '.',
  globalSetup: '../../scripts/package/for-tests.mjs',
  outputDir: '../../test-results/readme',
  timeout: 240_000,
  expect: { timeout: 20_000 },
  workers: 1,
  reporter: 'list'
})
