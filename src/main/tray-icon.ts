import type { TrayState } from './tray-menu'

/** The file of the icon, below `resources/icons`. macOS colours a template by itself. */
export function findTrayIcon(state: TrayState, platform: NodeJS.Platform, isDark: boolean): string {
  const kind = state === 'running' ? '' : `-${state}`
  return platform === 'darwin' ? `tray${kind}Template.png` : `tray-${isDark ? 'dark' : 'light'}${kind}.png`
}

export interface PanelHints {
  readonly platform: NodeJS.Platform
  /** XDG_CURRENT_DESKTOP. */
  readonly desktop: string | undefined
  /** What Windows says of its own panel; older Electrons do not tell. */
  readonly isIntegratedDark: boolean | undefined
  /** Whether windows are dark now: as the system is, unless our own theme is another one. */
  readonly isDark: boolean
  readonly theme: 'system' | 'light' | 'dark'
}

/** How the panel looks that the icon lies on. Linux does not tell: that of GNOME and its kin is dark whatever the theme. */
export function isPanelDark({ platform, desktop = '', isIntegratedDark, isDark, theme }: PanelHints): boolean {
  if (platform === 'win32') return isIntegratedDark ?? isDark
  return theme !== 'system' || /GNOME|Unity|Cinnamon/i.test(desktop) || isDark
}
