import { FitAddon } from '@xterm/addon-fit'
import { SearchAddon } from '@xterm/addon-search'
import { Unicode11Addon } from '@xterm/addon-unicode11'
import { WebLinksAddon } from '@xterm/addon-web-links'
import { Terminal } from '@xterm/xterm'
import '@xterm/xterm/css/xterm.css'
import type { ErrorData } from '#contract/errors'
import type { Settings } from '#contract/settings'
import type { TerminalEvent } from '#contract/terminal'
import { toSafeTitle } from '#contract/terminal-title'
import type { WindowApi } from '#contract/window-api'
import { toErrorData } from '../../ui/use-text'
import { createInputQueue } from './input-queue'
import { toFontFamily, toTerminalOptions } from './terminal-options'
import { readTerminalTheme } from './terminal-theme'
import { drawByGraphicsCard } from './webgl'
import { createWriteGate } from './write-gate'

/** How a shell ended; `error` when the line to it broke. */
export interface TerminalEnd {
  readonly exitCode: number | null
  readonly reason?: string | undefined
  readonly error?: ErrorData | undefined
}

export interface TerminalSessionOptions {
  readonly id: string
  readonly api: WindowApi
  readonly settings: Settings
  readonly onTitle: (title: string) => void
  readonly onEnd: (end: TerminalEnd) => void
  /** A link was chosen; whether and how it is opened is decided there. */
  readonly onLink: (text: string) => void
  /** Text is about to be pasted; what comes back by `paste` has been looked at. */
  readonly onPaste: (text: string) => void
  /** A key of the window rather than of the program; true when it was one. */
  readonly onKey: (event: KeyboardEvent) => boolean
}

/** One shell on the screen. It lives outside React, so that it keeps its state wherever it is shown. */
export interface TerminalSession {
  readonly terminal: Terminal
  readonly search: SearchAddon
  readonly mount: (container: HTMLElement) => () => void
  /** Takes the user's choices as they are now. */
  readonly apply: (settings: Settings) => void
  readonly paste: (text: string) => void
  readonly dispose: () => void
}

const resizeSettleMs = 50

export function createTerminalSession(options: TerminalSessionOptions): TerminalSession {
  const { id, api } = options
  const terminal = createTerminal(options)
  const fit = new FitAddon()
  const search = new SearchAddon()
  for (const addon of [fit, search, new Unicode11Addon(), new WebLinksAddon((_event, uri) => options.onLink(uri))]) terminal.loadAddon(addon)
  terminal.unicode.activeVersion = '11'
  // OSC 52 lets a program read and write the clipboard. Nobody here grants that.
  terminal.parser.registerOscHandler(52, () => true)
  terminal.attachCustomKeyEventHandler((event) => !options.onKey(event))
  terminal.onTitleChange((title) => options.onTitle(toSafeTitle(title)))

  const host = document.createElement('div')
  host.className = 'h-full w-full'
  host.addEventListener('paste', (event) => interceptPaste(event, options.onPaste), { capture: true })

  const abort = new AbortController()
  const state = { isReplaying: true, isPasting: false }
  const send = createInputQueue((data) => api.terminals.write({ id, data }))
  terminal.onData((data) => {
    // Besides keys this carries the terminal's answers to queries: given only for the pane that has the focus, never for a replay.
    if (!state.isReplaying && (state.isPasting || host.contains(document.activeElement))) send(data)
  })
  const refit = () => {
    if (host.isConnected && host.clientWidth > 0 && host.clientHeight > 0) fit.fit()
  }
  void follow({ options, terminal, state, refit }, abort.signal)

  let timer: ReturnType<typeof setTimeout> | undefined
  terminal.onResize(({ cols, rows }) => {
    clearTimeout(timer)
    timer = setTimeout(() => void api.terminals.resize({ id, size: { columns: cols, rows } }).catch(() => undefined), resizeSettleMs)
  })
  const theme = matchMedia('(prefers-color-scheme: dark)')
  const applyTheme = () => {
    terminal.options.theme = readTerminalTheme()
  }
  theme.addEventListener('change', applyTheme)
  return {
    terminal,
    search,
    mount: (container) => mount(terminal, host, container, refit),
    apply(settings) {
      Object.assign(terminal.options, toTerminalOptions(settings))
      void setFont(terminal, settings, refit)
    },
    paste(text) {
      // The yes to it was given in a dialog, which has the focus.
      state.isPasting = true
      terminal.paste(text)
      state.isPasting = false
    },
    dispose() {
      abort.abort()
      clearTimeout(timer)
      theme.removeEventListener('change', applyTheme)
      terminal.dispose()
      host.remove()
    }
  }
}

function createTerminal({ settings, onLink }: TerminalSessionOptions): Terminal {
  return new Terminal({
    allowProposedApi: true,
    // Cells are measured when the family changes: ours is set once it is there, see `setFont`.
    fontFamily: 'monospace',
    ...toTerminalOptions(settings),
    lineHeight: 1.25,
    minimumContrastRatio: 4.5,
    theme: readTerminalTheme(),
    // Reports of size, title and position are typed into the program's input: none is given.
    windowOptions: {},
    linkHandler: { activate: (_event, text) => onLink(text), allowNonHttpProtocols: false }
  })
}

/** Cells are measured when the family changes, so it must be there by then. */
async function setFont(terminal: Terminal, { terminalFont, terminalFontSize }: Settings, refit: () => void): Promise<void> {
  const family = toFontFamily(terminalFont)
  await document.fonts.load(`${terminalFontSize}px ${family}`).catch(() => undefined)
  terminal.options.fontFamily = family
  refit()
}

function interceptPaste(event: ClipboardEvent, onPaste: (text: string) => void): void {
  event.preventDefault()
  event.stopImmediatePropagation()
  const text = event.clipboardData?.getData('text/plain') ?? ''
  if (text !== '') onPaste(text)
}

interface Followed {
  readonly options: TerminalSessionOptions
  readonly terminal: Terminal
  readonly state: { isReplaying: boolean }
  readonly refit: () => void
}

/** Shows what the shell says; takes the next event only when the screen keeps up, which holds the sender back. */
async function follow({ options: { api, id, onEnd }, terminal, state, refit }: Followed, signal: AbortSignal): Promise<void> {
  const gate = createWriteGate((data, done) => terminal.write(data, done))
  const show = async (event: TerminalEvent) => {
    if (event.type === 'exited') {
      await gate.drain()
      onEnd({ exitCode: event.exitCode, reason: event.reason, error: event.error })
    } else if (event.type === 'restored') {
      state.isReplaying = true
      terminal.reset()
      terminal.resize(event.size.columns, event.size.rows)
      await gate.write(event.data)
      await gate.drain()
      state.isReplaying = false
      // The replay had the size of its time; from here on the place decides again.
      refit()
    } else await gate.write(event.data)
  }
  try {
    for await (const event of api.terminals.attach({ id }, { signal })) await show(event)
  } catch (error) {
    if (!signal.aborted) onEnd({ exitCode: null, error: toErrorData(error) })
  }
}

/** Puts the terminal into the page, also again elsewhere, and keeps it as large as its place. */
function mount(terminal: Terminal, host: HTMLElement, container: HTMLElement, refit: () => void): () => void {
  container.append(host)
  if (!terminal.element) {
    terminal.open(host)
    drawByGraphicsCard(terminal)
  }
  const observer = new ResizeObserver(refit)
  observer.observe(container)
  return () => {
    observer.disconnect()
    host.remove()
  }
}
