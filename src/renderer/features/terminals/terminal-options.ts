import type { Settings } from '#contract/settings'

const ownFonts = "'JetBrains Mono Variable', ui-monospace, monospace"

type Choices = Pick<Settings, 'terminalFontSize' | 'terminalScrollback' | 'terminalCursorBlinks' | 'terminalScreenReader'>

/** What of the user's choices a terminal takes as it is; its font is a matter of its own, since cells are measured when that changes. */
export function toTerminalOptions({ terminalFontSize, terminalScrollback, terminalCursorBlinks, terminalScreenReader }: Choices) {
  return { fontSize: terminalFontSize, scrollback: terminalScrollback, cursorBlink: terminalCursorBlinks, screenReaderMode: terminalScreenReader }
}

/** The chosen font before our own, as CSS names families; a name cannot say more than a name. */
export function toFontFamily(font: string | null): string {
  return font === null ? ownFonts : `"${font.replaceAll(/["\\\n]/g, '')}", ${ownFonts}`
}
