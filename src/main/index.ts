import { app, dialog } from 'electron'
import { mkdirSync } from 'node:fs'
import path from 'node:path'
import { AppError } from '#contract/errors'
import { createI18n, createTranslate, renderError } from '#locales/index'
import { createClock } from '#platform/clock'
import { dataFiles } from '#platform/data-directory'
import { createHost } from '#platform/host'
import { createFileLog } from '#platform/log'
import { registerAppScheme } from './app-protocol'
import { WindowHost } from './host'
import { createPageOrigin } from './page-origin'
import { hardenPages } from './security'

try {
  start()
} catch (error) {
  const sentence = renderError(createTranslate(createI18n(app.getLocale())), AppError.from(error).toData())
  dialog.showErrorBox('AgentKernel Desktop', sentence)
  app.exit(1)
}

/** In this order: where our things are, whether we are the first, and then, before Electron is ready, all that only holds when set by then. */
function start(): void {
  const host = createHost({ version: app.getVersion(), environment: process.env })
  const windowDirectory = path.join(host.dataDirectory, 'window')
  mkdirSync(windowDirectory, { recursive: true, mode: 0o700 })
  app.setPath('userData', windowDirectory)
  if (!app.requestSingleInstanceLock()) return app.quit()

  const clock = createClock()
  const logDirectory = path.join(host.dataDirectory, dataFiles.logs)
  const log = createFileLog({ directory: logDirectory, name: 'window', clock })
  process.on('uncaughtException', (error) => log.error('an error that nobody caught', { error: String(error.stack) }))
  process.on('unhandledRejection', (reason) => log.error('a rejection that nobody caught', { error: String(reason instanceof Error ? reason.stack : reason) }))

  const origin = createPageOrigin(app.isPackaged ? undefined : process.env['ELECTRON_RENDERER_URL'])
  registerAppScheme()
  // Overrides the switch that a root start needs, and then nothing starts; each window asks for its sandbox all the same.
  if (!app.commandLine.hasSwitch('no-sandbox')) app.enableSandbox()
  hardenPages(origin)
  void new WindowHost({ origin, windowDirectory, logDirectory, host, clock, log, resources: path.join(__dirname, '../../resources') }).start()
}
