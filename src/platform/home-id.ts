import { randomUUID } from 'node:crypto'
import { closeSync, constants, openSync, readFileSync } from 'node:fs'
import { link, mkdir, open, rename, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import { errorCode } from './error-code'

const wellFormed = /^[0-9a-f-]{36}$/

/**
 * The random id of a home, made when there is none. Whoever comes first decides: the id is written
 * beside the file and linked to its name, so it appears whole or not at all and is never replaced.
 * Read synchronously: `list` waits for these few bytes, and Node's promised files take milliseconds to load.
 */
export async function provideHomeId(file: string): Promise<string> {
  for (let attempt = 0; attempt < 3; attempt++) {
    const text = read(file)
    if (text !== null && wellFormed.test(text)) return text
    if (text !== null) await rename(file, `${file}.corrupt-${Date.now()}`)
    await mkdir(dirname(file), { recursive: true, mode: 0o700 })
    await create(file, randomUUID())
  }
  throw new Error(`${file} cannot be made`)
}

function read(file: string): string | null {
  try {
    const descriptor = openSync(file, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0))
    try {
      return readFileSync(descriptor, 'utf8').trim()
    } finally {
      closeSync(descriptor)
    }
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return null
    throw error
  }
}

async function create(file: string, id: string): Promise<void> {
  const beside = `${file}.${process.pid}-${id.slice(0, 8)}`
  const handle = await open(beside, 'wx', 0o600)
  try {
    await handle.writeFile(`${id}\n`)
    await handle.sync()
  } finally {
    await handle.close()
  }
  try {
    await link(beside, file)
  } catch (error) {
    // Somebody was faster; a file system without links (exFAT) gets the rename, which is as good as whole.
    if (errorCode(error) !== 'EEXIST') await rename(beside, file)
  } finally {
    await rm(beside, { force: true })
  }
}
