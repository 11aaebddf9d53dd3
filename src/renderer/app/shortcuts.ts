interface Shortcut {
  /** Below `shortcuts.keys` in the texts. */
  readonly id: string
  /** Any of these. */
  readonly caps: readonly string[]
}

interface ShortcutGroup {
  readonly id: string
  readonly keys: readonly Shortcut[]
}

/** What the sheet shows; use-shortcuts.ts, the table and the terminals do it. */
export const shortcutGroups: readonly ShortcutGroup[] = [
  {
    id: 'anywhere',
    keys: [
      { id: 'create', caps: ['N'] },
      { id: 'search', caps: ['/'] },
      { id: 'sheet', caps: ['?'] },
      { id: 'terminal_panel', caps: ['Ctrl', '`'] }
    ]
  },
  {
    id: 'list',
    keys: [
      { id: 'move', caps: ['↑', '↓', 'J', 'K'] },
      { id: 'open', caps: ['Enter'] },
      { id: 'close', caps: ['Esc'] }
    ]
  },
  {
    id: 'sandbox',
    keys: [
      { id: 'start_stop', caps: ['S'] },
      { id: 'shell', caps: ['T'] },
      { id: 'remove', caps: ['Del'] }
    ]
  },
  {
    id: 'terminal',
    keys: [
      { id: 'find', caps: ['Ctrl', 'Shift', 'F'] },
      { id: 'copy', caps: ['Ctrl', 'Shift', 'C'] },
      { id: 'paste', caps: ['Ctrl', 'Shift', 'V'] },
      { id: 'font', caps: ['Ctrl', '+', '−'] }
    ]
  }
]
