import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Plugin } from 'vite'

const stand = fileURLToPath(new URL('resources/build/lazy-zod.mjs', import.meta.url))
const source = fileURLToPath(new URL('src', import.meta.url))
const library = '\0zod-library'
const chunk = './zod.cjs'

/** Puts a stand for zod in its place, and as much of the library as we use into a chunk of its own that the first question to a schema loads. */
export function lazyZod(): Plugin {
  return {
    name: 'lazy-zod',
    enforce: 'pre',
    buildStart() {
      this.emitFile({ type: 'chunk', id: library, fileName: chunk.slice(2), preserveSignature: 'strict' })
    },
    resolveId(id, importer) {
      if (id === library) return id
      if (id === chunk) return { id, external: true }
      return id === 'zod' && importer?.startsWith(source) ? stand : null
    },
    load: (id) => (id === library ? `export { ${[...findMakers().add('config')].join(', ')} } from 'zod'` : null)
  }
}

/** Every `z.name(`, `z.name.name(` and `instanceof z.Name` of our source: what is left of it when types are gone. */
function findMakers(): Set<string> {
  const files = readdirSync(source, { recursive: true, encoding: 'utf8' }).filter((file) => /(?<!\.test)\.tsx?$/.test(file))
  return new Set(files.flatMap((file) => [...readFileSync(join(source, file), 'utf8').matchAll(/\bz\.([a-z]\w*)(?=\(|\.\w+\()|(?<=instanceof )z\.(\w+)/g)].map(([, name, type]) => name ?? type ?? '')).sort())
}
