import { Menu, nativeImage, nativeTheme, Tray, type MenuItemConstructorOptions } from 'electron'
import path from 'node:path'
import type { Translate } from '#locales/index'
import { createTrayHolder, type TrayHolder } from './tray-holder'
import { findTrayIcon, isPanelDark } from './tray-icon'
import { createTrayMenu, emptyTrayData, toTrayState, toTrayTip, type TrayAction, type TrayData, type TrayItem, type TrayState } from './tray-menu'

export interface TrayOptions {
  /** Folder of the drawn icons. */
  readonly icons: string
  readonly translate: Translate
  readonly onAction: (action: TrayAction) => void
  /** Somebody is about to look at the menu, or does. */
  readonly onPointed: () => void
}

interface TrayView {
  readonly state: TrayState
  readonly isDark: boolean
  readonly tip: string
  readonly items: readonly TrayItem[]
}

/** The icon in the system's tray with its menu. Where the system has no tray nothing is seen, and nothing else depends on it. */
export class ProductTray {
  readonly #options: TrayOptions
  readonly #tray: Tray
  readonly #holder: TrayHolder<TrayView>
  readonly #follow = (): void => this.show(this.#data)
  #data: TrayData = emptyTrayData

  /** Throws where the system refuses one. */
  constructor(options: TrayOptions) {
    this.#options = options
    this.#tray = new Tray(this.#image('idle', isDarkNow()))
    this.#holder = createTrayHolder((view) => this.#draw(view))
    // On macOS a click opens the menu, and so it does in panels of Linux that have nothing else for it; where it comes here it means the window.
    if (process.platform !== 'darwin') this.#tray.on('click', () => options.onAction({ does: 'show' }))
    // Where the system tells of it; elsewhere the menu itself does, when it opens.
    this.#tray.on('mouse-enter', options.onPointed)
    nativeTheme.on('updated', this.#follow)
    this.show(this.#data)
  }

  /** Also after a change of language. */
  show(data: TrayData): void {
    this.#data = data
    const { translate } = this.#options
    this.#holder.set({ state: toTrayState(data), isDark: isDarkNow(), tip: toTrayTip(data, translate), items: createTrayMenu(data, translate) })
  }

  close(): void {
    nativeTheme.off('updated', this.#follow)
    this.#tray.destroy()
  }

  #draw({ state, isDark, tip, items }: TrayView): void {
    const menu = Menu.buildFromTemplate(items.map((item) => this.#toTemplate(item)))
    menu.on('menu-will-show', () => {
      this.#holder.opened()
      this.#options.onPointed()
    })
    menu.on('menu-will-close', () => this.#holder.closed())
    this.#tray.setImage(this.#image(state, isDark))
    this.#tray.setToolTip(tip)
    this.#tray.setContextMenu(menu)
  }

  #toTemplate({ label, action, items }: TrayItem): MenuItemConstructorOptions {
    if (label === undefined) return { type: 'separator' }
    if (items) return { label, submenu: items.map((item) => this.#toTemplate(item)) }
    return { label, enabled: action !== undefined, ...(action && { click: () => this.#options.onAction(action) }) }
  }

  #image(state: TrayState, isDark: boolean): Electron.NativeImage {
    return nativeImage.createFromPath(path.join(this.#options.icons, findTrayIcon(state, process.platform, isDark)))
  }
}

function isDarkNow(): boolean {
  const { shouldUseDarkColorsForSystemIntegratedUI: isIntegratedDark, shouldUseDarkColors: isDark, themeSource: theme } = nativeTheme
  return isPanelDark({ platform: process.platform, desktop: process.env['XDG_CURRENT_DESKTOP'], isIntegratedDark, isDark, theme })
}
