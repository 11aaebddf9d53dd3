import { readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { findLeftOut } from './complete-lock.mjs'
import { projectFolder } from './rig/project.mjs'

test('the lock file names the binaries of every platform (if not: node scripts/complete-lock.mjs)', () => {
  const lock = JSON.parse(readFileSync(path.join(projectFolder, 'package-lock.json'), 'utf8'))
  expect(Object.keys(findLeftOut(lock))).toEqual([])
})

test('a platform package without an entry is found, with its platform read from its name', () => {
  const owner = { dev: true, optionalDependencies: { '@a/b-linux-arm64-musl': '1.2.3', '@a/b-darwin-x64': '1.2.3', fsevents: '2.0.0', other: '^1.0.0' } }
  const packages = { 'node_modules/a': owner, 'node_modules/a/node_modules/@a/b-darwin-x64': { version: '1.2.3' } }
  expect(findLeftOut({ packages })).toEqual({
    'node_modules/@a/b-linux-arm64-musl': { version: '1.2.3', cpu: ['arm64'], dev: true, libc: ['musl'], optional: true, os: ['linux'] }
  })
})
