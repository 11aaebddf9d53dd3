// @ts-check
// What electron-builder is told. What each part is for, and what cannot be built where: docs/packaging.md.
import { rmSync } from 'node:fs'
import path from 'node:path'
import { makeCodeCache } from './code-cache.mjs'

/** An allow-list. e2e/specs/package.spec.ts has another, of what came of it: a new file needs both. */
const files = [
  'package.json',
  'out/main/**/*.cjs',
  'out/preload/index.cjs',
  'out/renderer/index.html',
  'out/renderer/assets/*.{js,css,woff2}',
  'out/cli/agentkernel.cjs',
  'out/guest/agent',
  'out/licences.json',
  'resources/templates/*.json',
  'resources/icons/*.png',
  // The two libraries with a native part; everything else is bundled.
  {
    from: 'node_modules/@lydell',
    to: 'node_modules/@lydell',
    filter: ['node-pty/{package.json,LICENSE,*.js,shared/*.js,worker/*.js}', 'node-pty-*/{package.json,*.node,spawn-helper,conpty/*}']
  },
  {
    from: 'node_modules/@napi-rs',
    to: 'node_modules/@napi-rs',
    filter: ['keyring/{package.json,LICENSE,index.js}', 'keyring-*/{package.json,*.node,LICENSE.third-party.md}']
  }
]

/** Read or run by programs that know nothing of archives: the command, what it reads, what is native, what is put into a microVM. */
const asarUnpack = ['out/cli/**', 'out/guest/**', 'resources/templates/**', 'node_modules/@lydell/**', 'node_modules/@napi-rs/**']

/**
 * Hardened, but for RunAsNode: `resources/bin/agentkernel` runs the command by it.
 * @type {NonNullable<import('electron-builder').Configuration['electronFuses']>}
 */
export const fuses = {
  runAsNode: true,
  // There are no cookies, and a keyring would be asked for at the start.
  enableCookieEncryption: false,
  enableNodeOptionsEnvironmentVariable: false,
  enableNodeCliInspectArguments: false,
  enableEmbeddedAsarIntegrityValidation: true,
  onlyLoadAppFromAsar: true,
  loadBrowserProcessSpecificV8Snapshot: false,
  grantFileProtocolExtraPrivileges: false
}

/**
 * @param {{ electronDist: string, electronVersion: string, icons: string, onPacked: (context: import('electron-builder').AfterPackContext) => void }} parts a local Electron; a folder of icons by size; told when the unpacked application is there
 * @returns {import('electron-builder').Configuration}
 */
export function createConfiguration({ electronDist, electronVersion, icons, onPacked }) {
  return {
    appId: 'dev.agentkernel.desktop',
    productName: 'AgentKernel Desktop',
    copyright: 'Apache-2.0',
    directories: { output: 'out/package', buildResources: 'resources/packaging' },
    electronDist,
    electronVersion,
    files,
    asar: true,
    asarUnpack,
    extraResources: [{ from: 'resources/bin', to: 'bin', filter: ['agentkernel*'] }],
    extraMetadata: { desktopName: 'agentkernel-desktop.desktop' },
    electronFuses: fuses,
    electronLanguages: ['en-US', 'en', 'de'],
    // False: no node_modules are collected or rebuilt, for the files above name the two packages that are needed.
    beforeBuild: async () => false,
    afterExtract: async (context) => removeLoaders(context.packager.getResourcesDir(context.appOutDir)),
    afterPack: async (context) => {
      await makeCodeCache(context)
      onPacked(context)
    },
    protocols: [{ name: 'AgentKernel Desktop', schemes: ['agentkernel'] }],
    // No feed: nothing asks the network for updates until a release names one.
    publish: null,
    linux: {
      target: ['deb', 'rpm', 'AppImage'],
      executableName: 'agentkernel-desktop',
      icon: icons,
      category: 'Development',
      synopsis: 'Isolated sandboxes for AI coding agents',
      maintainer: 'AgentKernel Desktop',
      syncDesktopName: true,
      desktop: { entry: { Keywords: 'sandbox;container;agent;docker;podman;firecracker;', StartupNotify: 'true' } }
    },
    // Packages own the file they put into /usr/bin: neither overwrites another's, both remove it again.
    deb: { fpm: ['resources/packaging/agentkernel=/usr/bin/agentkernel'] },
    rpm: { fpm: ['resources/packaging/agentkernel=/usr/bin/agentkernel'] },
    mac: { target: ['dmg', 'zip'], icon: 'resources/icons/app-1024.png', category: 'public.app-category.developer-tools', hardenedRuntime: true, notarize: true },
    win: { target: ['nsis'], icon: 'resources/icons/app-1024.png' },
    nsis: { oneClick: false, perMachine: false, allowToChangeInstallationDirectory: true, deleteAppDataOnUninstall: false }
  }
}

/** What an unpacked Electron loads when there is no application: Electron's own, or that of the test runtime. @param {string} resources */
function removeLoaders(resources) {
  for (const name of ['app', 'default_app.asar']) rmSync(path.join(resources, name), { recursive: true, force: true })
  for (const name of ['version', 'kind']) rmSync(path.join(resources, '..', name), { force: true })
}
