// @ts-check
// npm start: from a fresh clone to the window. Only Node's own modules until packages are there.
//
// Exit codes: 0 the application ended (closing the window leaves it in the tray unless a setting says otherwise; Ctrl-C ends it); 1 it could not be opened or something it needs failed; 2 wrong usage; 130 Ctrl-C.
import { parseArgs } from 'node:util'
import { requireDependencies } from './dependencies.mjs'
import { requireNode } from './node-version.mjs'
import { warn } from './rig/say.mjs'
import { requireBuild } from './start/build.mjs'
import { checkEngines, showFirstSteps } from './start/first-steps.mjs'
import { openWindow } from './start/window.mjs'

const usage = `usage: npm start
Installs and builds what is missing, then opens the window of AgentKernel Desktop.

  AGENTKERNEL_ELECTRON         folder or executable of an Electron to open it with
  ELECTRON_OVERRIDE_DIST_PATH  the same, a folder; ELECTRON_MIRROR: where to download one from`

process.exitCode = await main(process.argv.slice(2))

/** @param {string[]} words @returns {Promise<number>} exit code */
async function main(words) {
  const refusal = readOptions(words)
  if (refusal !== undefined) return refusal
  requireNode()
  try {
    await requireDependencies()
    await requireBuild()
  } catch (error) {
    warn(error instanceof Error ? error.message : String(error))
    return 1
  }
  await checkEngines()
  const outcome = await openWindow()
  if ('code' in outcome) return outcome.code
  warn(outcome.reason)
  showFirstSteps()
  return 1
}

/** @param {string[]} words @returns {number | undefined} an exit code when there is nothing to start */
function readOptions(words) {
  try {
    const { values } = parseArgs({ args: words, options: { help: { type: 'boolean', short: 'h' } } })
    if (!values.help) return undefined
    process.stdout.write(`${usage}\n`)
    return 0
  } catch {
    process.stderr.write(`npm start takes no ${words.join(' ')}; see npm start -- --help.\n`)
    return 2
  }
}
