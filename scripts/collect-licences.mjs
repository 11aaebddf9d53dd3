// @ts-check
// The last step of npm run build: one list of the licences of everything from others that the application carries, in out/licences.json.
// What is bundled was listed by the bundler beside each build (`license` in its configuration); the rest is named here.
import { readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { mergeLicences } from './licences/merge-licences.mjs'
import { projectFolder } from './rig/project.mjs'

/** @typedef {import('./licences/merge-licences.mjs').Licence} Licence */

const out = path.join(projectFolder, 'out')
const listed = ['main', 'renderer', 'cli'].map((build) => path.join(out, build, 'licences.json'))
/** Shipped as they are, or only their style sheets and fonts. */
const notBundled = ['@lydell/node-pty', '@napi-rs/keyring', '@fontsource-variable/inter', '@fontsource-variable/jetbrains-mono', 'tailwindcss']

const all = [...listed.map((file) => JSON.parse(readFileSync(file, 'utf8'))), notBundled.map(readPackage), [readMusl()]]
writeFileSync(path.join(out, 'licences.json'), JSON.stringify(mergeLicences(all, (name) => readManifest(name).homepage)))
for (const file of listed) rmSync(file)

/** @param {string} name @returns {Licence} */
function readPackage(name) {
  const { version, license: identifier } = readManifest(name)
  const folder = path.join(projectFolder, 'node_modules', name)
  const file = readdirSync(folder).find((each) => /^licen[cs]e/i.test(each))
  if (file === undefined) throw new Error(`${name} came without the text of its licence`)
  return { name, version, identifier, text: readFileSync(path.join(folder, file), 'utf8').trim() }
}

/** Linked into the agent of microVMs. @returns {Licence} */
function readMusl() {
  return { name: 'musl', version: '1.2', identifier: 'MIT', text: readFileSync(path.join(projectFolder, 'guest', 'LICENCE.musl'), 'utf8').trim() }
}

/** @param {string} name */
function readManifest(name) {
  return JSON.parse(readFileSync(path.join(projectFolder, 'node_modules', name, 'package.json'), 'utf8'))
}
