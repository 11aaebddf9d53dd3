import { expect, test } from 'vitest'
import { findInstallation, toUnpackedRoot, type InstallationOptions } from './installation'

const base: InstallationOptions = {
  root: '/code/agentkernel',
  executable: '/usr/bin/node',
  isElectron: false,
  platform: 'linux',
  userId: 1000,
  environment: () => undefined,
  exists: () => true
}
const given = (environment: Record<string, string>) => ({ environment: (name: string) => environment[name] })

test('sources start their window with the installed Electron and the command with what runs now', () => {
  expect(findInstallation(base)).toEqual({
    isPackaged: false,
    application: { file: '/code/agentkernel/node_modules/electron/dist/electron', args: ['/code/agentkernel'], environment: {} },
    command: { file: '/usr/bin/node', args: ['/code/agentkernel/out/cli/agentkernel.cjs'], environment: {} }
  })
})

test('Electron runs the command of its sources as Node.js', () => {
  const { application, command } = findInstallation({ ...base, executable: '/opt/electron', isElectron: true })
  expect(application?.file).toBe('/opt/electron')
  expect(command).toMatchObject({ file: '/opt/electron', environment: { ELECTRON_RUN_AS_NODE: '1' } })
})

test('a named Electron is used, a folder of one as well', () => {
  const named = given({ AGENTKERNEL_ELECTRON: '/opt/e' })
  expect(findInstallation({ ...base, ...named, exists: (file) => file !== '/opt/e/electron' }).application?.file).toBe('/opt/e')
  expect(findInstallation({ ...base, ...named }).application?.file).toBe('/opt/e/electron')
})

test('without a build or an Electron there is no window', () => {
  expect(findInstallation({ ...base, exists: (file) => !file.endsWith('index.cjs') }).application).toBeNull()
  expect(findInstallation({ ...base, exists: (file) => !file.endsWith('/electron') }).application).toBeNull()
})

test.each([['app.asar'], ['app.asar.unpacked']])('a packaged application is found from %s, with its shim', (archive) => {
  const root = `/opt/AgentKernel Desktop/resources/${archive}`
  expect(findInstallation({ ...base, root, executable: '/opt/AgentKernel Desktop/agentkernel-desktop', isElectron: true })).toEqual({
    isPackaged: true,
    application: { file: '/opt/AgentKernel Desktop/agentkernel-desktop', args: [], environment: {} },
    command: { file: '/opt/AgentKernel Desktop/resources/bin/agentkernel', args: [], environment: {} }
  })
})

test('files for other programs are looked for beside the archive, and of sources where they are', () => {
  expect(toUnpackedRoot('/opt/app.asar/resources/app.asar')).toBe('/opt/app.asar/resources/app.asar.unpacked')
  expect(toUnpackedRoot('/opt/a/resources/app.asar.unpacked')).toBe('/opt/a/resources/app.asar.unpacked')
  expect(toUnpackedRoot('/code/agentkernel')).toBe('/code/agentkernel')
})

test('an AppImage is started as a whole, and has no command that lasts', () => {
  const image = findInstallation({ ...base, ...given({ APPIMAGE: '/home/ada/AgentKernel.AppImage' }), root: '/tmp/.mount_x/resources/app.asar', isElectron: true })
  expect(image.application?.file).toBe('/home/ada/AgentKernel.AppImage')
  expect(image.command).toBeNull()
})

test('for root the window is told that Chromium’s sandbox cannot run', () => {
  expect(findInstallation({ ...base, userId: 0 }).application?.args).toEqual(['--no-sandbox', '/code/agentkernel'])
})
