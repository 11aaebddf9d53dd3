import type { Plugin } from 'vite'

/**
 * Puts all chunks of a CommonJS build into one file, as a comment behind a small loader: Node reads the
 * file, V8 skips the comment, and only the chunks that a run uses are compiled. Beside it may lie a code
 * cache (scripts/make-code-cache.mjs) that saves even that; one made by another Node is refused by V8
 * and does no harm.
 */
export function singleFile(): Plugin {
  return {
    name: 'single-file',
    enforce: 'post',
    generateBundle: {
      // After those that look at the chunks: what lists the licences finds the modules in them.
      order: 'post',
      handler(_options, bundle) {
        const chunks = Object.values(bundle).filter((item) => item.type === 'chunk')
        const entry = chunks.find(({ isEntry }) => isEntry)
        if (!entry) throw new Error('nothing to put into one file')
        const texts = chunks.map(({ fileName, code }): [string, string] => [fileName, toCommentText(toFunction(code))])
        for (const { fileName } of chunks) if (fileName !== entry.fileName) delete bundle[fileName]
        entry.code = `#!/usr/bin/env node\n${loader(texts, entry.fileName)}`
      }
    }
  }
}

const mark = '^^'

/** As it is compiled, so that a run takes its piece of the comment without copying it. */
function toFunction(code: string): string {
  return `(function(exports,require,module,__filename,__dirname){${code.replace(/^#!.*\n/, '')}\n})`
}

/**
 * Plain ASCII, of which V8 keeps a text in half the memory: other characters as a program may write them itself, so
 * that a run has nothing to put back. And nothing that ends a comment: `^^` stands for it, which is no JavaScript
 * outside of strings, so that a chunk seldom has it.
 */
function toCommentText(code: string): string {
  if (code.includes(mark)) throw new Error(`a chunk contains ${mark}: choose another mark`)
  const raw = /(?:\\|String\.raw`[^`]*)[\u0080-\uFFFF]/.exec(code)
  if (raw) throw new Error(`a chunk has a character that cannot be escaped: ${raw[0]}`)
  return code.replaceAll(/[\u0080-\uFFFF]/g, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`).replaceAll('*/', mark)
}

function loader(texts: readonly [string, string][], entry: string): string {
  let end = 0
  const places = Object.fromEntries(texts.map(([fileName, text]) => [fileName, [end, (end += text.length)]]))
  return `'use strict'
const { openSync, readSync } = process.getBuiltinModule('node:fs')
const { Script } = process.getBuiltinModule('node:vm')
const places = ${JSON.stringify(places)}
const begin = 'function(){/*'
const text = String(function(){/*${texts.map(([, text]) => text).join('')}*/})
const kept = globalThis[Symbol.for('agentkernel.scripts')]
const cache = kept ? null : openCache()
const modules = Object.create(null)

function textOf(file) {
  const [from, to] = places[file]
  const piece = text.slice(begin.length + from, begin.length + to)
  return piece.replaceAll('${mark}', '*/')
}

function openCache() {
  try {
    const file = openSync(__filename.replace(/\\.cjs$/, '.cache'))
    const read = (from, to) => {
      const piece = Buffer.allocUnsafeSlow(to - from)
      readSync(file, piece, 0, piece.length, from)
      return piece
    }
    const start = 8 + Number(read(0, 8).latin1Slice())
    const places = JSON.parse(read(8, start).latin1Slice())
    return (name) => places[name] && read(start + places[name][0], start + places[name][1])
  } catch {
    return null
  }
}

function load(name) {
  const file = name.replace(/^\\.\\//, '')
  if (modules[file]) return modules[file].exports
  if (!Object.hasOwn(places, file)) return require(name)
  const module = (modules[file] = { exports: {} })
  const script = kept?.get(file) ?? new Script(textOf(file), { filename: __filename + '#' + file, cachedData: cache?.(file) })
  kept?.set(file, script)
  script.runInThisContext()(module.exports, load, module, __filename, __dirname)
  return module.exports
}

load(${JSON.stringify(entry)})
`
}
