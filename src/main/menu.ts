import type { MenuItemConstructorOptions } from 'electron'
import type { WindowCommand } from '#contract/window-api'
import type { Translate } from '#locales/index'

export interface MenuOptions {
  readonly platform: NodeJS.Platform
  readonly isDevelopment: boolean
  readonly translate: Translate
  readonly send: (command: WindowCommand) => void
  readonly openLogs: () => void
}

/**
 * The application menu. Off macOS a plain Ctrl and a letter belongs to the program in the terminal
 * (Ctrl-C, Ctrl-W, Ctrl-N…), so ours take Shift as terminals do, and those of the edit roles, which
 * the page handles itself, are shown but not taken.
 */
export function createMenuTemplate(options: MenuOptions): MenuItemConstructorOptions[] {
  const isMac = options.platform === 'darwin'
  const label = (key: string): string => options.translate({ key: `host.menu.${key}` })
  const accelerator = (letter: string): string => (isMac ? `Cmd+${letter}` : `Ctrl+Shift+${letter}`)
  const command = (key: string, name: WindowCommand, letter?: string): MenuItemConstructorOptions => ({
    id: name,
    label: label(key),
    click: () => options.send(name),
    ...(letter !== undefined && { accelerator: accelerator(letter) })
  })
  const edit = (role: 'undo' | 'redo' | 'cut' | 'copy' | 'paste' | 'selectAll'): MenuItemConstructorOptions => ({ role, label: label(`roles.${role}`), registerAccelerator: isMac })

  return [
    ...(isMac ? [{ role: 'appMenu' } as const] : []),
    {
      label: label('file'),
      submenu: [
        command('create_sandbox', 'create-sandbox', 'N'),
        command('open_terminal', 'open-terminal', 'T'),
        { type: 'separator' },
        { role: 'close', label: label('close_window'), accelerator: accelerator('W') },
        ...(isMac ? [] : [{ role: 'quit', label: label('roles.quit'), accelerator: accelerator('Q') } as const])
      ]
    },
    {
      label: label('edit'),
      submenu: [
        edit('undo'),
        edit('redo'),
        { type: 'separator' },
        edit('cut'),
        edit('copy'),
        edit('paste'),
        edit('selectAll'),
        { type: 'separator' },
        command('find', 'focus-search', 'F')
      ]
    },
    {
      label: label('view'),
      submenu: [
        command('palette', 'open-palette', 'K'),
        { type: 'separator' },
        command('sandboxes', 'show-sandboxes'),
        command('backends', 'show-backends'),
        { type: 'separator' },
        { role: 'resetZoom', label: label('roles.resetZoom') },
        { role: 'zoomIn', label: label('roles.zoomIn') },
        { role: 'zoomOut', label: label('roles.zoomOut') },
        { type: 'separator' },
        { role: 'togglefullscreen', label: label('roles.togglefullscreen') },
        ...(options.isDevelopment ? [{ role: 'reload', accelerator: accelerator('R') } as const, { role: 'toggleDevTools' } as const] : [])
      ]
    },
    ...(isMac ? [{ role: 'windowMenu' } as const] : []),
    { role: 'help', label: label('help'), submenu: [command('shortcuts', 'show-shortcuts'), { label: label('open_logs'), click: options.openLogs }] }
  ]
}
