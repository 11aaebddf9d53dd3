import type { ITheme } from '@xterm/xterm'

const ansi = ['black', 'red', 'green', 'yellow', 'blue', 'magenta', 'cyan', 'white'] as const
const camel = (name: string) => name.replaceAll(/-(\w)/g, (_match, letter: string) => letter.toUpperCase())

/** The tokens' values in the theme that holds now, as xterm wants them. */
export function readTerminalTheme(): ITheme {
  const probe = document.createElement('span')
  document.body.append(probe)
  const read = (token: string): string => {
    probe.style.color = `var(--${token})`
    return getComputedStyle(probe).color
  }
  const colours = [...ansi, ...ansi.map((name) => `bright-${name}`)].map((name) => [camel(name), read(`ansi-${name}`)])
  const theme: ITheme = {
    background: read('terminal-ground'),
    foreground: read('terminal-text'),
    cursor: read('accent'),
    cursorAccent: read('terminal-ground'),
    selectionBackground: read('terminal-selection'),
    ...Object.fromEntries(colours)
  }
  probe.remove()
  return theme
}
