import { createHash } from 'node:crypto'
import { mkdir, readdir, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { consentSchema, type Consent } from '#contract/project'
import type { ConsentStore } from '#core/ports'
import { errorCode } from './error-code'
import { toAppError } from './unpack-archive'
import { writePrivate } from './write-private'

const maxFiles = 2000

/** One file for each folder and subject, so that processes that agree at once do not lose each other's. One that cannot be read is none: it is asked again. */
export function createConsentStore(directory: string): ConsentStore {
  const pathOf = ({ folder, subject }: Pick<Consent, 'folder' | 'subject'>): string => join(directory, `${createHash('sha256').update(`${subject}\0${folder}`).digest('hex')}.json`)
  return {
    async list() {
      const names = await readdir(directory).catch((error: unknown) => {
        if (errorCode(error) === 'ENOENT') return []
        throw toAppError(error, directory)
      })
      const found = await Promise.all(names.filter((name) => name.endsWith('.json')).slice(0, maxFiles).map((name) => readConsent(join(directory, name))))
      return found.filter((consent) => consent !== null)
    },
    async keep(consent) {
      try {
        await mkdir(directory, { recursive: true, mode: 0o700 })
      } catch (error) {
        throw toAppError(error, directory)
      }
      await writePrivate(pathOf(consent), `${JSON.stringify(consent)}\n`)
    },
    async forget(consent) {
      await rm(pathOf(consent), { force: true })
    }
  }
}

async function readConsent(path: string): Promise<Consent | null> {
  try {
    return consentSchema.safeParse(JSON.parse(await readFile(path, 'utf8'))).data ?? null
  } catch {
    return null
  }
}
