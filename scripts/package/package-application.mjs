// @ts-check
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { build, Platform } from 'electron-builder'
import { provideOwnElectron } from '../rig/electron-own.mjs'
import { provideTestRuntime } from '../rig/electron-test-runtime.mjs'
import { projectFolder } from '../rig/project.mjs'
import { say, warn } from '../rig/say.mjs'
import { createConfiguration } from './configuration.mjs'
import { programOf } from './program.mjs'

const out = path.join(projectFolder, 'out')

/**
 * @typedef {{ folder: string, program: string }} Application an unpacked one, and its executable
 *
 * @param {readonly string[]} targets none: the unpacked application only
 * @param {string} [electron] executable of the Electron to package; else the product's own, or for no target the test runtime
 * @returns {Promise<Application>}
 */
export async function packageApplication(targets, electron) {
  if (!existsSync(path.join(out, 'cli', 'agentkernel.cjs'))) throw new Error('There is nothing to package yet: run npm run build first.')
  if (!existsSync(path.join(out, 'guest', 'agent'))) say('without the agent of microVMs, which npm run build:guest makes on Linux')
  const electronDist = path.resolve(electron ?? (await provideElectron(targets)), process.platform === 'darwin' ? '../../../..' : '..')
  const electronVersion = readFileSync(path.join(electronDist, 'version'), 'utf8').trim().replace(/^v/, '')
  /** @type {Application | undefined} */
  let packaged
  const onPacked = (/** @type {import('electron-builder').AfterPackContext} */ context) => {
    packaged = { folder: context.appOutDir, program: programOf(context) }
  }
  const config = createConfiguration({ electronDist, electronVersion, icons: layOutIcons(), onPacked })
  await build({ projectDir: projectFolder, targets: Platform.current().createTarget(targets.length > 0 ? [...targets] : ['dir']), config, publish: 'never' })
  if (!packaged) throw new Error('electron-builder packaged nothing.')
  return packaged
}

/** What goes to people is made of the product's own Electron only. @param {readonly string[]} targets @returns {Promise<string>} */
async function provideElectron(targets) {
  const own = await provideOwnElectron(say)
  if (!('reason' in own)) return own.executable
  if (targets.length > 0) throw new Error(`${own.reason}; ${own.waysOut}.`)
  const runtime = await provideTestRuntime()
  if ('reason' in runtime) throw new Error(`${own.reason}, and ${runtime.reason}; ${own.waysOut}.`)
  warn(`${own.reason}: packaged with ${runtime.kind}, which is for tests and not for people`)
  return runtime.executable
}

/** Under the names that electron-builder looks for. @returns {string} their folder */
function layOutIcons() {
  const folder = path.join(out, 'icons')
  mkdirSync(folder, { recursive: true })
  const source = path.join(projectFolder, 'resources', 'icons')
  for (const name of readdirSync(source)) {
    const size = /^app-(\d+)\.png$/.exec(name)?.[1]
    if (size) copyFileSync(path.join(source, name), path.join(folder, `${size}x${size}.png`))
  }
  return folder
}
