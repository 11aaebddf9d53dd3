// @ts-check
import { canInstallPackages, installPackages } from './apt.mjs'
import { provideOwnElectron } from './electron-own.mjs'
import { provideTestRuntime } from './electron-test-runtime.mjs'
import { say } from './say.mjs'

const libraries = ['libgtk-3-0|libgtk-3-0t64', 'libnss3', 'libasound2|libasound2t64', 'libgbm1', 'libxss1']
const rest = ['xvfb', 'fonts-dejavu-core', 'fonts-noto-color-emoji', 'unzip']

/**
 * The Electron of the tests: the product's own where it can be had, the test runtime otherwise.
 * @returns {Promise<import('./electron-own.mjs').Electron | { reason: string }>}
 */
export async function provideTestElectron() {
  if (canInstallPackages()) await installPackages([...libraries, ...rest], 'the window tests')
  const own = await provideOwnElectron(say)
  if (!('reason' in own)) return own
  const runtime = await provideTestRuntime()
  if (!('reason' in runtime)) {
    say(`${own.reason}: the window tests run on ${runtime.kind} (to run them on the product's own, ${own.waysOut})`)
    return runtime
  }
  return { reason: `${own.reason}, and ${runtime.reason}; ${own.waysOut}` }
}
