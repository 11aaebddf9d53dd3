// @ts-check
// npm run package              the unpacked application for this machine, in out/package; needs `npm run build` before
// npm run package -- TARGET…   installers: deb, rpm, AppImage, dmg, nsis… (docs/packaging.md says what each needs)
import { parseArgs } from 'node:util'
import { packageApplication } from './package/package-application.mjs'
import { say, warn } from './rig/say.mjs'

const { positionals } = parseArgs({ allowPositionals: true })
try {
  const { folder } = await packageApplication(positionals)
  say(`packaged: ${folder}`)
} catch (error) {
  warn(error instanceof Error ? error.message : String(error))
  process.exitCode = 1
}
