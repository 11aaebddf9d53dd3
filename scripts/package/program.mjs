// @ts-check
import path from 'node:path'

/**
 * The executable of an unpacked application.
 * @param {import('electron-builder').AfterPackContext} context
 */
export function programOf({ packager: { appInfo, config }, appOutDir, electronPlatformName }) {
  const name = appInfo.productFilename
  if (electronPlatformName === 'darwin') return path.join(appOutDir, `${name}.app`, 'Contents', 'MacOS', name)
  return path.join(appOutDir, electronPlatformName === 'win32' ? `${name}.exe` : (config.linux?.executableName ?? appInfo.name))
}
