import { BrowserWindow, nativeTheme, screen, type BrowserWindowConstructorOptions } from 'electron'
import path from 'node:path'
import type { HostInfo } from '#contract/window-api'
import { fitBounds, readWindowState, writeWindowState, type WindowState } from './window-state'

export interface WindowOptions {
  /** Where its place and theme are kept. */
  readonly stateFile: string
  readonly hasDeveloperTools: boolean
}

/** The colours that the page starts with (`--canvas` and `--text` of its tokens), so that nothing flashes. */
const colours = { light: { canvas: '#f2f4f7', text: '#1d222a' }, dark: { canvas: '#0e1014', text: '#e7eaee' } } as const
const titleBarHeight = 40
const saveDelayMs = 500

/** On Linux window managers draw frames well and differ much: theirs is kept. */
export const titleBar: HostInfo['titleBar'] = process.platform === 'linux' ? 'system' : 'overlay'

/** A window at its last place and in its colours; shown when its page has something to show. */
export function openWindow({ stateFile, hasDeveloperTools }: WindowOptions): BrowserWindow {
  const state = readWindowState(stateFile)
  nativeTheme.themeSource = state.theme
  const bounds = fitBounds(state.bounds, screen.getAllDisplays().map(({ workArea }) => workArea))
  const window = new BrowserWindow({
    width: 1180,
    height: 780,
    ...bounds,
    minWidth: 560,
    minHeight: 400,
    show: false,
    title: 'AgentKernel Desktop',
    backgroundColor: currentColours().canvas,
    autoHideMenuBar: true,
    ...titleBarOptions(),
    webPreferences: {
      preload: path.join(__dirname, '../preload/index.cjs'),
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      allowRunningInsecureContent: false,
      experimentalFeatures: false,
      webviewTag: false,
      navigateOnDragDrop: false,
      spellcheck: false,
      devTools: hasDeveloperTools,
      v8CacheOptions: 'bypassHeatCheck'
    }
  })
  if (state.isMaximized) window.maximize()
  window.once('ready-to-show', () => window.show())
  keepState(window, stateFile, state)
  followTheme(window)
  return window
}

function currentColours(): (typeof colours)['light' | 'dark'] {
  return nativeTheme.shouldUseDarkColors ? colours.dark : colours.light
}

function titleBarOptions(): BrowserWindowConstructorOptions {
  if (titleBar === 'system') return {}
  return { titleBarStyle: 'hidden', titleBarOverlay: overlayColours() }
}

function overlayColours(): { color: string; symbolColor: string; height: number } {
  const { canvas, text } = currentColours()
  return { color: canvas, symbolColor: text, height: titleBarHeight }
}

function followTheme(window: BrowserWindow): void {
  const update = (): void => {
    window.setBackgroundColor(currentColours().canvas)
    if (process.platform === 'win32') window.setTitleBarOverlay(overlayColours())
  }
  nativeTheme.on('updated', update)
  window.once('closed', () => nativeTheme.off('updated', update))
}

function keepState(window: BrowserWindow, file: string, before: WindowState): void {
  let timer: NodeJS.Timeout | undefined
  const save = (): void => {
    clearTimeout(timer)
    const state = { bounds: window.getNormalBounds(), isMaximized: window.isMaximized(), theme: nativeTheme.themeSource }
    if (JSON.stringify(state) === JSON.stringify(before)) return
    try {
      writeWindowState(file, state)
    } catch {
      // The place of a window is not worth a word when the disk is full.
    }
  }
  const saveSoon = (): void => {
    clearTimeout(timer)
    timer = setTimeout(save, saveDelayMs)
  }
  window.on('resize', saveSoon)
  window.on('move', saveSoon)
  window.on('close', save)
}
