import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { projectFolder } from '../rig/project.mjs'

const testFile = /\.test\.tsx?$/
/** Forms of a skip that have no place for a reason: the run could only say that the test gives none. */
const silentSkip = /\b(?:it|test|describe)\.(?:skipIf|runIf|skip)\b/

test('every test that may be skipped can say why', () => {
  const source = path.join(projectFolder, 'src')
  const files = readdirSync(source, { recursive: true, encoding: 'utf8' }).filter((name) => testFile.test(name))
  expect(files.length).toBeGreaterThan(50)
  const silent = files.filter((name) => silentSkip.test(readFileSync(path.join(source, name), 'utf8')))
  expect(silent).toEqual([])
})
