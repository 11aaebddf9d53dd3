import { mkdir, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import type { Baseline, BaselineStore } from '#core/ports'
import { errorCode } from './error-code'
import { toAppError } from './unpack-archive'
import { writePrivate } from './write-private'

/** Rows, not objects: a large project has a hundred thousand of them. */
const fileSchema = z.object({
  version: z.literal(1),
  entries: z.array(z.tuple([z.string(), z.string().nullable(), z.boolean(), z.number(), z.number().nullable(), z.string()]))
})

/** One file for each sandbox. */
export function createBaselineStore(directory: string): BaselineStore {
  const pathOf = (sandboxId: string): string => join(directory, `${sandboxId.replaceAll(/[^a-zA-Z0-9._-]/g, '_')}.json`)
  return {
    read: (sandboxId) => readBaseline(pathOf(sandboxId)),
    async keep(sandboxId, baseline) {
      try {
        await mkdir(directory, { recursive: true, mode: 0o700 })
      } catch (error) {
        throw toAppError(error, directory)
      }
      await writePrivate(pathOf(sandboxId), `${JSON.stringify(toFile(baseline))}\n`)
    },
    remove: (sandboxId) => rm(pathOf(sandboxId), { force: true })
  }
}

function toFile(baseline: Baseline): z.infer<typeof fileSchema> {
  return { version: 1, entries: [...baseline].map(([path, { digest, isExecutable, sizeBytes, modifiedAt, linkTarget }]) => [path, digest, isExecutable, sizeBytes, modifiedAt, linkTarget]) }
}

async function readBaseline(path: string): Promise<Baseline | null> {
  try {
    const parsed = fileSchema.safeParse(JSON.parse(await readFile(path, 'utf8')))
    if (!parsed.success) return null
    return new Map(parsed.data.entries.map(([name, digest, isExecutable, sizeBytes, modifiedAt, linkTarget]) => [name, { digest, isExecutable, sizeBytes, modifiedAt, linkTarget }]))
  } catch (error) {
    if (errorCode(error) === 'ENOENT' || error instanceof SyntaxError) return null
    throw toAppError(error, path)
  }
}
