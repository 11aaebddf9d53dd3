import { readFile } from 'node:fs/promises'
import { AppError } from '#contract/errors'
import type { HostApi } from '#contract/window-api'

/** The build's list of what the application carries of others (scripts/collect-licences.mjs). */
export async function readLicences(file: string): Promise<Awaited<ReturnType<HostApi['host']['licences']>>> {
  try {
    return JSON.parse(await readFile(file, 'utf8'))
  } catch (error) {
    throw new AppError('FILE_NOT_FOUND', { path: file }, { cause: error })
  }
}
