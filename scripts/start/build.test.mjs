import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { isBuildCurrent } from './build.mjs'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'build-'))
  mkdirSync(path.join(folder, 'src', 'deep'), { recursive: true })
  write('package.json', 100, JSON.stringify({ main: 'out/main/index.cjs', bin: { agentkernel: 'out/cli/agentkernel.cjs' } }))
  write('src/deep/a.ts', 100)
  touch('src/deep', 100)
  touch('src', 100)
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

/** @param {string} name @param {number} atS @param {string} [content] */
function write(name, atS, content = '') {
  mkdirSync(path.dirname(path.join(folder, name)), { recursive: true })
  writeFileSync(path.join(folder, name), content)
  touch(name, atS)
}

/** @param {string} name @param {number} atS */
function touch(name, atS) {
  utimesSync(path.join(folder, name), atS, atS)
}

describe('a build', () => {
  beforeEach(() => {
    write('out/main/index.cjs', 200)
    write('out/cli/agentkernel.cjs', 200)
  })

  test('is current when both the window and the command are newer than every source', () => {
    expect(isBuildCurrent(folder)).toBe(true)
  })

  test.each(['out/main/index.cjs', 'out/cli/agentkernel.cjs'])('is not when %s is missing', (name) => {
    rmSync(path.join(folder, name))
    expect(isBuildCurrent(folder)).toBe(false)
  })

  test.each(['src/deep/a.ts', 'package.json', 'src/deep'])('is not when %s changed after it', (name) => {
    touch(name, 300)
    expect(isBuildCurrent(folder)).toBe(false)
  })

  test('is not when its settings changed after it', () => {
    write('vite.shared.ts', 300)
    expect(isBuildCurrent(folder)).toBe(false)
  })
})
