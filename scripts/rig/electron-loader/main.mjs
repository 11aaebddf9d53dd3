// @ts-check
// Goes into resources/app of the test runtime, which lacks the default_app.asar of a stock Electron: it makes `electron path/to/app`
// do here what it does there (name, version and path of the application; process.defaultApp). A module, because Electron becomes ready
// only after a module's top-level await: the application can still register its schemes.
import { app } from 'electron'
import { readFileSync, statSync } from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import { pathToFileURL } from 'node:url'

try {
  const given = process.argv.slice(1).find((word) => !word.startsWith('-'))
  if (given === undefined) throw new Error('usage: electron [switches] path/to/app [arguments]')
  Reflect.set(process, 'defaultApp', true)
  const target = path.resolve(given)
  describe(target)
  await import(pathToFileURL(createRequire(import.meta.url).resolve(target)).href)
} catch (error) {
  console.error(error)
  app.exit(1)
}

/** Tells Electron what the application is. @param {string} target folder or main file */
function describe(target) {
  const isFolder = statSync(target).isDirectory()
  call('setAppPath', isFolder ? target : path.dirname(target))
  if (!isFolder) return
  const about = JSON.parse(readFileSync(path.join(target, 'package.json'), 'utf8'))
  if (about.version) call('setVersion', about.version)
  if (about.productName ?? about.name) app.setName(about.productName ?? about.name)
  call('setDesktopName', about.desktopName ?? `${app.name}.desktop`)
}

/** Methods the stock loader uses, which the typings leave out. @param {string} method @param {string} value */
function call(method, value) {
  Reflect.get(app, method)?.call(app, value)
}
