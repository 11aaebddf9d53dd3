// @ts-check
// The suites of `npm test`, in order. To add one: a line here.
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { projectFolder } from '../rig/project.mjs'

const minute = 60_000

/**
 * @typedef {object} Suite
 * @property {string} name as `--only` takes it
 * @property {'npm' | 'vitest' | 'playwright'} runner
 * @property {string[]} targets npm scripts (each counts as one test), or a Vitest project, or a Playwright configuration
 * @property {'nothing' | 'engines' | 'window'} needs of the rig; a window needs engines too
 * @property {number} limitMs after which the suite is ended and has failed
 */

/** @type {readonly Suite[]} */
export const suites = [
  { name: 'static', runner: 'npm', targets: staticChecks(), needs: 'nothing', limitMs: 5 * minute },
  { name: 'unit', runner: 'vitest', targets: ['unit'], needs: 'nothing', limitMs: 12 * minute },
  { name: 'build', runner: 'npm', targets: ['build'], needs: 'nothing', limitMs: 5 * minute },
  { name: 'engine', runner: 'vitest', targets: ['engine'], needs: 'engines', limitMs: 40 * minute },
  { name: 'cli', runner: 'vitest', targets: ['cli'], needs: 'engines', limitMs: 20 * minute },
  { name: 'window', runner: 'playwright', targets: ['e2e/playwright.config.ts'], needs: 'window', limitMs: 20 * minute }
]

/** What `npm run check` runs, less its unit tests, which are a suite of their own. */
function staticChecks() {
  const { scripts } = JSON.parse(readFileSync(path.join(projectFolder, 'package.json'), 'utf8'))
  return [...String(scripts.check).matchAll(/check:[a-z]+/g)].map(([name]) => name)
}
