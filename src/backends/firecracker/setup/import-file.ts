import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { open, rm, stat } from 'node:fs/promises'
import type { Task } from '#contract/progress'
import { AppError } from '#contract/errors'
import { TooLarge, WrongContent } from '../download/download'
import { toSetupError } from './failures'
import type { FilePin } from './pins'

/** Takes a pinned file from a disk, for machines without the internet. The same rules as for one that is fetched; nothing is left of another content. */
export async function importFile(from: string, pin: FilePin, into: string, task: Task): Promise<void> {
  await demandFile(from)
  try {
    await copy(from, pin, into, task)
  } catch (error) {
    await rm(into, { force: true })
    throw task.signal.aborted ? task.signal.reason : toSetupError(error, { what: from, where: into })
  }
}

async function demandFile(path: string): Promise<void> {
  const found = await stat(path).catch((error: NodeJS.ErrnoException) => {
    throw error.code === 'EACCES' ? new AppError('PERMISSION_DENIED', { what: path, detail: error.message }) : new AppError('FILE_NOT_FOUND', { path })
  })
  if (!found.isFile()) throw new AppError('INVALID_INPUT', { field: 'from' }, { because: { key: 'reasons.firecracker_not_a_file', params: { path } } })
}

async function copy(from: string, pin: FilePin, into: string, { signal, progress }: Task): Promise<void> {
  const target = await open(into, 'w', 0o600)
  const hash = createHash('sha256')
  let done = 0
  try {
    for await (const piece of createReadStream(from, { signal })) {
      done += (piece as Buffer).length
      if (done > pin.maxBytes) throw new TooLarge(pin.maxBytes)
      hash.update(piece as Buffer)
      await target.appendFile(piece as Buffer)
      progress({ step: pin.name, text: { key: 'progress.importing', params: { what: pin.name } }, done, ...(pin.sizeBytes !== null && { total: pin.sizeBytes }) })
    }
    const found = hash.digest('hex')
    if (found !== pin.sha256) throw new WrongContent(pin.sha256, found)
    await target.sync()
  } finally {
    await target.close()
  }
}
