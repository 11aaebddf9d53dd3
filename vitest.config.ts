import { defineConfig } from 'vitest/config'

/**
 * Three kinds of tests: `unit` needs nothing, `engine` real engines (npm run rig), `cli` the built command.
 * Unit tests share their threads: nothing here keeps state in modules, and a process for each file costs more than the tests themselves.
 * They and engine tests often wait, and touch only what they made: two files at once, also where Vitest would leave one of two processors idle.
 * One file of commands at a time: with two, Podman 4 was seen to refuse its list for the network namespace of a container ("unknown FS magic").
 * Where a real engine or a real window takes part, CI repeats a failed test once and tells of it (docs/decisions/0009).
 */
const retry = process.env['CI'] === undefined ? 0 : 1

export default defineConfig({
  test: {
    projects: [
      { extends: true, test: { name: 'unit', include: ['src/**/*.test.{ts,tsx}', 'scripts/**/*.test.mjs'], exclude: ['**/*.engine.test.ts', '**/*.cli.test.ts', '**/node_modules/**'], testTimeout: 15_000, pool: 'threads', isolate: false, maxWorkers: 2 } },
      { extends: true, test: { name: 'engine', include: ['src/**/*.engine.test.ts'], testTimeout: 120_000, hookTimeout: 180_000, maxWorkers: 2, retry } },
      { extends: true, test: { name: 'cli', include: ['src/**/*.cli.test.ts'], testTimeout: 120_000, hookTimeout: 180_000, fileParallelism: false, retry } }
    ]
  }
})
