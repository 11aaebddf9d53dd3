import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { findOwnElectron, isElectron } from './electron-own.mjs'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'electron-own-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

/** @param {Record<string, string>} files */
function write(files) {
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(folder, name)), { recursive: true })
    writeFileSync(path.join(folder, name), content)
  }
}

/** @param {NodeJS.ProcessEnv} [env] */
function find(env = {}) {
  return findOwnElectron({ env, platform: 'linux', packageFolder: path.join(folder, 'electron') })
}

test('the installed binary is used when it is of the version of its package', () => {
  write({ 'electron/package.json': '{"version":"45.4.1"}', 'electron/dist/version': '45.4.1', 'electron/dist/electron': '' })
  expect(find()).toEqual({ executable: path.join(folder, 'electron/dist/electron'), kind: 'electron-45' })
})

test('a binary of another version, left by an earlier install, is not used', () => {
  write({ 'electron/package.json': '{"version":"45.4.1"}', 'electron/dist/version': '44.0.0', 'electron/dist/electron': '' })
  expect(find()).toHaveProperty('reason')
})

test.each(['AGENTKERNEL_ELECTRON', 'ELECTRON_OVERRIDE_DIST_PATH'])('%s names a folder or an executable and wins', (variable) => {
  write({ 'electron/package.json': '{"version":"45.4.1"}', 'mine/version': 'v44.1.0', 'mine/electron': '' })
  const expected = { executable: path.join(folder, 'mine/electron'), kind: 'electron-44' }
  expect(find({ [variable]: path.join(folder, 'mine') })).toEqual(expected)
  expect(find({ [variable]: path.join(folder, 'mine/electron') })).toEqual(expected)
})

test('a named place without an Electron is the answer, not passed over', () => {
  write({ 'electron/package.json': '{"version":"45.4.1"}', 'electron/dist/version': '45.4.1', 'electron/dist/electron': '' })
  expect(find({ AGENTKERNEL_ELECTRON: path.join(folder, 'nowhere') })).toMatchObject({ reason: expect.stringContaining('AGENTKERNEL_ELECTRON') })
})

test('a runtime made by the rig says so itself', () => {
  write({ 'runtime/version': '33.2.1', 'runtime/kind': 'test-runtime-33', 'runtime/electron': '' })
  expect(find({ AGENTKERNEL_ELECTRON: path.join(folder, 'runtime') })).toMatchObject({ kind: 'test-runtime-33' })
})

test.each([
  ['a version of its own', 'echo 45.4.1', 0o755, true],
  ['that it lacks libraries', 'echo "error while loading shared libraries: libnss3.so" >&2; exit 127', 0o755, true],
  ['nothing', 'exit 0', 0o755, false],
  ['that it is a program of another kind', 'echo undefined', 0o755, false],
  ['not at all, being no program', 'echo 45.4.1', 0o644, false]
])('a named file that answers %s', async (_answer, script, mode, expected) => {
  write({ electron: `#!/bin/sh\n${script}\n` })
  chmodSync(path.join(folder, 'electron'), mode)
  expect(await isElectron(path.join(folder, 'electron'))).toBe(expected)
})
