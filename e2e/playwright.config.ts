import { defineConfig } from '@playwright/test'

/** The packaged application, one window at a time. Screenshots and traces are kept in test-results/window. */
export default defineConfig({
  testDir: './specs',
  globalSetup: '../scripts/package/for-tests.mjs',
  outputDir: '../test-results/window',
  timeout: 60_000,
  expect: { timeout: 10_000 },
  workers: 1,
  retries: process.env['CI'] === undefined ? 0 : 1,
  forbidOnly: process.env['CI'] !== undefined,
  reporter: 'list'
})
