import type { Plugin } from 'vite'

/**
 * Puts all chunks of a CommonJS build into one file, as texts: Node reads the file but compiles only
 * the chunks that a run uses. Beside it may lie a code cache (scripts/make-code-cache.mjs) that saves
 * even that; one made by another Node is refused by V8 and does no harm.
 */
export function singleFile(): Plugin {
  return {
    name: 'single-file',
    enforce: 'post',
    generateBundle(_options, bundle) {
      const chunks = Object.values(bundle).filter((item) => item.type === 'chunk')
      const entry = chunks.find(({ isEntry }) => isEntry)
      if (!entry) throw new Error('nothing to put into one file')
      const texts = Object.fromEntries(chunks.map(({ fileName, code }) => [fileName, code.replace(/^#!.*\n/, '')]))
      for (const { fileName } of chunks) if (fileName !== entry.fileName) delete bundle[fileName]
      entry.code = `#!/usr/bin/env node\n${loader(toAscii(JSON.stringify(texts)), JSON.stringify(entry.fileName))}`
    }
  }
}

/** V8 keeps a text without other characters in half the memory, and reads it faster. */
function toAscii(text: string): string {
  return text.replaceAll(/[\u0080-\uFFFF]/g, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`)
}

const loader = (texts: string, entry: string): string => `'use strict'
const { readFileSync } = process.getBuiltinModule('node:fs')
const { Script } = process.getBuiltinModule('node:vm')
const { deserialize } = process.getBuiltinModule('node:v8')
const texts = ${texts}
const kept = globalThis[Symbol.for('agentkernel.scripts')]
const cache = kept ? {} : readCache()
const modules = Object.create(null)

function readCache() {
  try {
    return deserialize(readFileSync(__filename.replace(/\\.cjs$/, '.cache')))
  } catch {
    return {}
  }
}

function load(name) {
  const file = name.replace(/^\\.\\//, '')
  if (modules[file]) return modules[file].exports
  if (!Object.hasOwn(texts, file)) return require(name)
  const module = (modules[file] = { exports: {} })
  const script = new Script('(function(exports,require,module,__filename,__dirname){' + texts[file] + '\\n})', { filename: __filename + '#' + file, cachedData: cache[file] })
  kept?.set(file, script)
  script.runInThisContext()(module.exports, load, module, __filename, __dirname)
  return module.exports
}

load(${entry})
`
