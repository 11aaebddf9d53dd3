import { extractFile } from '@electron/asar'
import { FuseV1Options, getCurrentFuseWire } from '@electron/fuses'
import { execFile } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from '../fixtures/app'
import { listApplicationFiles, packagedApplication } from '../fixtures/application-files'

const run = promisify(execFile)

test.skip(process.platform !== 'linux', 'the files and the shim are those of the Linux application')

/** As the fuse is written into the executable: the digit. */
const enabled = '1'.charCodeAt(0)

/** All that may be in the application. A new file that people should get is added here and in scripts/package/configuration.mjs. */
const allowed: readonly RegExp[] = [
  // Electron's own.
  /^(agentkernel-desktop|chrome-sandbox|chrome_crashpad_handler)$/,
  /^(LICENSE\.electron\.txt|LICENSES\.chromium\.html)$/,
  /^(chrome_100_percent|chrome_200_percent|resources)\.pak$/,
  /^locales\/(de|en-GB|en-US)\.pak$/,
  /^(icudtl\.dat|snapshot_blob\.bin|v8_context_snapshot\.bin|vk_swiftshader_icd\.json)$/,
  /^(libEGL|libGLESv2|libffmpeg|libvk_swiftshader)\.so$/,
  /^libvulkan\.so\.1$/,
  // Ours.
  /^resources\/app\.asar$/,
  /^resources\/bin\/agentkernel(\.cmd)?$/,
  /^app\.asar\/package\.json$/,
  /^app\.asar\/out\/(main\/(index|archive-reader)|preload\/index)\.cjs$/,
  /^app\.asar\/out\/main\/chunks\/[\w-]+\.cjs$/,
  /^app\.asar\/out\/renderer\/index\.html$/,
  /^app\.asar\/out\/renderer\/assets\/[\w-]+\.(js|css)$/,
  /^app\.asar\/out\/renderer\/assets\/(inter|jetbrains-mono)-[\w-]+\.woff2$/,
  /^app\.asar\/resources\/icons\/(app-\d+|tray(-light|-dark)?(-attention|-idle|-none)?(Template)?(@2x)?)\.png$/,
  /^app\.asar\/out\/licences\.json$/,
  // In the archive's list, and as files beside it.
  /^(app\.asar|resources\/app\.asar\.unpacked)\/out\/cli\/agentkernel\.cjs$/,
  /^resources\/app\.asar\.unpacked\/out\/cli\/agentkernel\.cache$/,
  /^(app\.asar|resources\/app\.asar\.unpacked)\/out\/guest\/agent$/,
  /^(app\.asar|resources\/app\.asar\.unpacked)\/resources\/templates\/[a-z-]+\.json$/,
  /^(app\.asar|resources\/app\.asar\.unpacked)\/node_modules\/@lydell\/node-pty\/(package\.json|LICENSE|(shared\/|worker\/)?\w+\.js)$/,
  /^(app\.asar|resources\/app\.asar\.unpacked)\/node_modules\/@lydell\/node-pty-linux-(x64|arm64)\/(package\.json|pty\.node)$/,
  /^(app\.asar|resources\/app\.asar\.unpacked)\/node_modules\/@napi-rs\/keyring\/(package\.json|LICENSE|index\.js)$/,
  /^(app\.asar|resources\/app\.asar\.unpacked)\/node_modules\/@napi-rs\/keyring-linux-(x64|arm64)-gnu\/(package\.json|keyring\.[\w-]+\.node|LICENSE\.third-party\.md)$/
]

/** The command as installed packages run it: through a link, where there is no Node.js and little else. */
async function runShim(home: string, words: readonly string[], environment: Readonly<Record<string, string>> = {}): Promise<string> {
  const link = path.join(home, 'linked/agentkernel')
  if (!existsSync(link)) {
    mkdirSync(path.dirname(link), { recursive: true })
    symlinkSync(path.join(packagedApplication(), 'resources/bin/agentkernel'), link)
  }
  const docker = process.env['AGENTKERNEL_TEST_DOCKER']
  const env = { PATH: '/usr/bin:/bin', HOME: home, AGENTKERNEL_HOME: path.join(home, 'data'), ...(docker !== undefined && { DOCKER_HOST: docker }), ...environment }
  return (await run(link, [...words], { env })).stdout
}

test('the application holds what it should and nothing else', () => {
  const files = listApplicationFiles(packagedApplication())
  expect(files.filter((name) => !allowed.some((pattern) => pattern.test(name)))).toEqual([])
  expect(files.length).toBeGreaterThan(80)
})

test('it tells the licences of what it carries: what is bundled, linked and only laid beside', () => {
  const list = JSON.parse(extractFile(path.join(packagedApplication(), 'resources/app.asar'), 'out/licences.json').toString()) as { name: string; identifier: string; text: string }[]
  const names = list.map(({ name }) => name)
  for (const name of ['react', 'dockerode', 'commander', 'electron-updater', '@xterm/headless', '@lydell/node-pty', '@napi-rs/keyring', '@fontsource-variable/inter', 'tailwindcss', 'musl']) expect(names).toContain(name)
  expect(list.filter(({ text }) => text.trim() === '')).toEqual([])
  // Nothing that would ask for our own source.
  expect(list.filter(({ identifier }) => /GPL|SSPL|BUSL/.test(identifier))).toEqual([])
})

test('its fuses are hardened, but for the one that the command needs', async () => {
  const wire = await getCurrentFuseWire(path.join(packagedApplication(), 'agentkernel-desktop'))
  const states = Object.entries(FuseV1Options).flatMap(([name, option]) => (typeof option === 'number' ? [[name, wire[option] === enabled]] : []))
  expect(Object.fromEntries(states)).toEqual({
    RunAsNode: true,
    EnableCookieEncryption: false,
    EnableNodeOptionsEnvironmentVariable: false,
    EnableNodeCliInspectArguments: false,
    EnableEmbeddedAsarIntegrityValidation: true,
    OnlyLoadAppFromAsar: true,
    LoadBrowserProcessSpecificV8Snapshot: false,
    GrantFileProtocolExtraPrivileges: false
  })
})

test('the command runs on the application’s own runtime: the shim, through a link, without Node.js', async ({ home }) => {
  const { version } = JSON.parse(readFileSync(path.join(import.meta.dirname, '../../package.json'), 'utf8')) as { version: string }
  expect((await runShim(home, ['--version'])).trim()).toBe(version)
  expect(await runShim(home, ['templates'])).toContain('claude-code')
  await runShim(home, ['create', 'by-shim', '--image', 'alpine:3.20', '--backend', 'docker'])
  await runShim(home, ['start', 'by-shim'])
  expect(await runShim(home, ['exec', 'by-shim', '--', 'echo', 'two  words'])).toBe('two  words\n')
  await expect(runShim(home, ['exec', 'by-shim', '--', 'sh', '-c', 'exit 7'])).rejects.toMatchObject({ code: 7 })
  await runShim(home, ['remove', '--force', 'by-shim'])
})

test('what a shell sets for Node.js does not reach the command, and programs it starts do not become Node.js', async ({ home }) => {
  const programs = path.join(home, 'programs')
  mkdirSync(programs)
  writeFileSync(path.join(programs, 'ssh'), `#!/bin/sh\nenv > '${home}/environment'\nexit 255\n`)
  chmodSync(path.join(programs, 'ssh'), 0o755)
  const environment = { PATH: `${programs}:/usr/bin:/bin`, DOCKER_HOST: 'ssh://nowhere.invalid', NODE_OPTIONS: '--require /nonexistent.cjs' }
  await runShim(home, ['setup', '--check'], environment).catch((error: { stdout: string }) => error.stdout)
  const seen = readFileSync(path.join(home, 'environment'), 'utf8')
  expect(seen).toContain('PATH=')
  expect(seen).not.toContain('ELECTRON_RUN_AS_NODE')
})

test('the cached code of the command is that of this runtime, and the native terminal loads from beside the archive', async () => {
  const folder = packagedApplication()
  const file = path.join(folder, 'resources/app.asar.unpacked/out/cli/agentkernel.cjs')
  const script = `
    const { Script } = process.getBuiltinModule('node:vm')
    const counts = { accepted: 0, refused: 0 }
    process.getBuiltinModule('node:vm').Script = class extends Script {
      constructor(code, options) { super(code, options); if (options.cachedData) counts[this.cachedDataRejected ? 'refused' : 'accepted']++ }
    }
    const { spawn } = require(${JSON.stringify(path.join(folder, 'resources/app.asar/node_modules/@lydell/node-pty'))})
    process.argv = [process.argv0, ${JSON.stringify(file)}, '--version']
    process.exit = () => spawn('/bin/echo', ['from a terminal'], {}).onData((text) => { console.log(JSON.stringify({ ...counts, text })); process.kill(process.pid) })
    require(${JSON.stringify(file)})`
  const { stdout } = await run(path.join(folder, 'agentkernel-desktop'), ['-e', script], { env: { ELECTRON_RUN_AS_NODE: '1' } }).catch((error: { stdout: string }) => error)
  expect(JSON.parse(stdout.trim().split('\n').at(-1) ?? '')).toMatchObject({ accepted: expect.any(Number), refused: 0, text: expect.stringContaining('from a terminal') })
  expect(stdout).not.toContain('"accepted":0')
})
