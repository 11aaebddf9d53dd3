import { app } from 'electron'
import path from 'node:path'
import { AppError } from '#contract/errors'
import type { HostApi } from '#contract/window-api'
import type { Host } from '#core/ports'
import { createAutostart, type Autostart } from '#platform/autostart'
import { hiddenSwitch } from './start-request'

/** Starting at login, as the system keeps it. Only an installed application can: what is started from its sources may be gone by then. */
export function createLoginApi(host: Pick<Host, 'platform' | 'homeDirectory' | 'environment'>): Pick<HostApi['host'], 'login' | 'setLogin'> {
  const login = app.isPackaged ? (host.platform === 'linux' ? createEntry(host) : createLoginItem()) : undefined
  return {
    login: async () => ({ state: login ? ((await login.isOn()) ? 'on' : 'off') : 'unsupported' }),
    setLogin: async ({ isOn }) => {
      if (!login) throw new AppError('NOT_SUPPORTED', { backend: 'host', feature: 'login' })
      await login.set(isOn).catch((error: unknown) => {
        throw new AppError('PERMISSION_DENIED', { what: 'login', detail: String(error) })
      })
      return {}
    }
  }
}

/** macOS hands no words to what it starts at login: there the system is asked. */
export function isLoginStart(): boolean {
  if (process.platform !== 'darwin') return false
  const { openAtLogin, wasOpenedAtLogin } = app.getLoginItemSettings()
  return openAtLogin && wasOpenedAtLogin
}

function createEntry({ homeDirectory, environment }: Pick<Host, 'homeDirectory' | 'environment'>): Autostart {
  const given = environment('XDG_CONFIG_HOME')
  const settings = given !== undefined && path.isAbsolute(given) ? given : path.join(homeDirectory, '.config')
  // An AppImage runs from a folder that is gone when it ends.
  const executable = environment('APPIMAGE') ?? process.execPath
  return createAutostart({ directory: path.join(settings, 'autostart'), name: 'agentkernel-desktop', title: 'AgentKernel Desktop', command: [executable, hiddenSwitch] })
}

function createLoginItem(): Autostart {
  const args = [hiddenSwitch]
  return {
    isOn: async () => app.getLoginItemSettings({ args }).openAtLogin,
    set: async (isOn) => app.setLoginItemSettings({ openAtLogin: isOn, args })
  }
}
