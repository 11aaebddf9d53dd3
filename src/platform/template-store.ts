import { mkdir, readdir, readFile, rm } from 'node:fs/promises'
import { join, parse } from 'node:path'
import type { TemplateStore } from '#core/ports'
import { errorCode } from './error-code'
import { toAppError } from './unpack-archive'
import { writePrivate } from './write-private'

const maxFiles = 500
const maxFileBytes = 262_144

/** Templates that come with the product, and the user's own in the data directory. */
export function createTemplateStore(options: { readonly builtIn: string; readonly own: string }): TemplateStore {
  return {
    directory: options.own,
    builtIn: () => readAll(options.builtIn),
    own: () => readAll(options.own),
    async save(id, text) {
      try {
        await mkdir(options.own, { recursive: true, mode: 0o700 })
      } catch (error) {
        throw toAppError(error, options.own)
      }
      await writePrivate(join(options.own, `${id}.json`), text)
    },
    remove: (id) => rm(join(options.own, `${id}.json`), { force: true })
  }
}

async function readAll(directory: string): Promise<Map<string, string>> {
  const names = await readdir(directory).catch((error: unknown) => {
    if (errorCode(error) === 'ENOENT') return []
    throw toAppError(error, directory)
  })
  const files = names.filter((name) => name.endsWith('.json')).sort().slice(0, maxFiles)
  const texts = await Promise.all(files.map(async (name) => [parse(name).name, (await readFile(join(directory, name), 'utf8')).slice(0, maxFileBytes)] as const))
  return new Map(texts)
}
