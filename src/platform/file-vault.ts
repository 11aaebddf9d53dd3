import { mkdir, readFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { AppError } from '#contract/errors'
import type { Clock, SecretVault } from '#core/ports'
import { errorCode } from './error-code'
import type { KeptSecret } from './kept-secret'
import { acquireMetadataLock } from './metadata-lock'
import { toAppError } from './unpack-archive'
import { writePrivate } from './write-private'

type Kept = Readonly<Record<string, KeptSecret>>

/** One JSON file that only its owner can read, for machines without a keyring. Not encrypted. Read anew each time; changed under a lock of its own. */
export function createFileVault(path: string, clock: Clock): SecretVault {
  async function change(work: (kept: Kept) => Kept): Promise<void> {
    await mkdir(dirname(path), { recursive: true, mode: 0o700 })
    const lock = await acquireMetadataLock(path, `${path}.lock`, clock).catch((error: unknown) => {
      throw toRefusal(error, path)
    })
    try {
      const before = await read(path)
      const after = work(before)
      lock.assertHeld()
      if (after !== before) await writePrivate(path, `${JSON.stringify(after, null, 2)}\n`)
    } finally {
      await lock.release()
    }
  }

  return {
    list: async () => Object.entries(await read(path)).map(([name, { updatedAt }]) => ({ name, updatedAt })),
    get: async (name) => (await read(path))[name]?.value ?? null,
    set: (name, value) => change((kept) => ({ ...kept, [name]: { value, updatedAt: new Date(clock.now()).toISOString() } })),
    async remove(name) {
      let wasThere = false
      await change((kept) => {
        const { [name]: removed, ...rest } = kept
        wasThere = removed !== undefined
        return wasThere ? rest : kept
      })
      return wasThere
    }
  }
}

async function read(path: string): Promise<Kept> {
  try {
    const text = await readFile(path, 'utf8')
    const [{ z }, { secretNameSchema }, { keptSecretSchema }] = await Promise.all([import('zod'), import('#contract/spec'), import('./kept-secret')])
    return z.record(secretNameSchema, keptSecretSchema).parse(JSON.parse(text))
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return {}
    throw toRefusal(error, path)
  }
}

/** Nothing of the file's content is told. */
function toRefusal(error: unknown, path: string): unknown {
  if (errorCode(error) === undefined) return new AppError('VAULT_UNAVAILABLE', {}, { because: { key: 'reasons.secrets_unreadable', params: { file: path } } })
  if (errorCode(error) === 'ELOCKED') return new AppError('VAULT_UNAVAILABLE', {}, { because: { key: 'reasons.secrets_locked', params: { file: path } }, cause: error })
  return toAppError(error, path)
}
