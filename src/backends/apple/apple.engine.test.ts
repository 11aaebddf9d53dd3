import { execFile } from 'node:child_process'
import { release } from 'node:os'
import { describeEngine } from '../conformance'
import { createClock } from '#platform/clock'
import { createProcesses } from '#platform/processes'
import { realFiles, testMachine } from '../testing/machine'
import { createAppleBackend } from './apple-backend'
import { createAppleFixture, createDoubleFixture, type FixtureParts } from './testing/conformance-fixture'

/** On plain processes where they can be had; the version before, in a file of its own so that both run at once, on Podman. */
describeEngine('apple, double of 1.4.1', async () => await createDoubleFixture('1.4.1', 'plain'))

/** The same on a Mac: CONTAINER_BIN=/usr/local/bin/container, with the images alpine:3.20 and agentkernel-test/noshell:1 (docs/backends/apple.md). */
describeEngine('apple, CONTAINER_BIN', async () => {
  const file = process.env['CONTAINER_BIN']
  return file === undefined ? { unavailable: 'CONTAINER_BIN names no program of Apple' } : createAppleFixture(realMac(file))
})

function realMac(file: string): FixtureParts {
  const machine = testMachine({ platform: 'darwin', arch: process.arch, osRelease: release(), userId: process.getuid?.() ?? null, homeDirectory: process.env['HOME'] ?? '/', environment: process.env, files: realFiles })
  const log = { info: () => undefined, warn: () => undefined, error: () => undefined }
  return {
    createBackend: () => createAppleBackend({ machine, processes: createProcesses(), clock: createClock(), log, program: file }),
    container: (...args) =>
      new Promise((resolve) => {
        execFile(file, args, (error, stdout, stderr) => resolve({ exitCode: typeof error?.code === 'number' ? error.code : error ? 1 : 0, stdout, stderr }))
      }),
    dispose: () => Promise.resolve()
  }
}
