// @ts-check
import path from 'node:path'
import { Arch } from 'electron-builder'
import { projectFolder } from '../rig/project.mjs'
import { mustRun } from '../rig/run-command.mjs'
import { programOf } from './program.mjs'

/**
 * The command's code as the packaged runtime compiles it: that of `npm run build` is another V8's and would be refused. Made by the
 * packaged program itself, so not for a processor other than this machine's; there a start compiles what it uses.
 * @param {import('electron-builder').AfterPackContext} context
 */
export async function makeCodeCache(context) {
  const { packager, appOutDir, arch, electronPlatformName } = context
  if (electronPlatformName !== process.platform || Arch[arch] !== process.arch) return
  const command = path.join(packager.getResourcesDir(appOutDir), 'app.asar.unpacked', 'out', 'cli', 'agentkernel.cjs')
  const env = { ...process.env, ELECTRON_RUN_AS_NODE: '1' }
  await mustRun(programOf(context), [path.join(projectFolder, 'scripts', 'make-code-cache.mjs'), command], { env })
}
