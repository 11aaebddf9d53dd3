import { app } from 'electron'
import { linkScheme } from './start-request'

/** On Linux the package's desktop entry has registered the scheme; elsewhere the application does, while the person wants links. */
export function registerLinks(isWanted: boolean): void {
  if (!app.isPackaged || process.platform === 'linux') return
  const isRegistered = app.isDefaultProtocolClient(linkScheme)
  if (isWanted && !isRegistered) app.setAsDefaultProtocolClient(linkScheme)
  if (!isWanted && isRegistered) app.removeAsDefaultProtocolClient(linkScheme)
}
