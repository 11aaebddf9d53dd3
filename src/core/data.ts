import { z } from 'zod'
import type { BackupSummary } from '#contract/data'
import { AppError } from '#contract/errors'
import { toInvalidInput } from '#contract/invalid-input'
import { measureReplaced } from './replaced'
import { metadataSchema } from './records'
import type { SandboxContext } from './sandboxes/context'

const maxBackupBytes = 256 * 1_048_576

const backupSchema = z.object({
  format: z.literal('agentkernel-backup'),
  formatVersion: z.literal(1),
  createdAt: z.iso.datetime(),
  version: z.string(),
  homeId: z.string(),
  metadata: metadataSchema,
  /** Own templates as text, by id. */
  templates: z.record(z.string(), z.string())
})
type Backup = z.infer<typeof backupSchema>

export async function describeData(context: SandboxContext): Promise<{ directory: string; bytes: number; replacedBytes: number }> {
  const { host, ownData } = context.ports
  return { directory: host.dataDirectory, bytes: await ownData.sizeBytes(), replacedBytes: await measureReplaced(context) }
}

/** Writes everything a person would miss into one file. */
export async function backUp(context: SandboxContext, { file, mayReplace }: { file: string; mayReplace?: boolean | undefined }): Promise<{ file: string; bytes: number }> {
  const { host, clock, files, templates } = context.ports
  const backup: Backup = {
    format: 'agentkernel-backup',
    formatVersion: 1,
    createdAt: new Date(clock.now()).toISOString(),
    version: host.version,
    homeId: await host.homeId(),
    metadata: await (await context.metadata()).read(),
    templates: Object.fromEntries(await templates.own())
  }
  const text = `${JSON.stringify(backup, null, 2)}\n`
  await files.writeText(file, text, { mayReplace })
  return { file, bytes: new TextEncoder().encode(text).length }
}

export async function inspectBackup(context: SandboxContext, file: string): Promise<BackupSummary> {
  return await summarise(context, await readBackup(context, file))
}

/** Puts a backup in the place of what is there, which is written beside the data first. */
export async function restore(context: SandboxContext, file: string): Promise<BackupSummary & { previous: string }> {
  const { host, clock, templates } = context.ports
  const backup = await readBackup(context, file)
  const separator = host.platform === 'win32' ? '\\' : '/'
  const stamp = new Date(clock.now()).toISOString().replaceAll(/[:.]/g, '-')
  const previous = `${host.dataDirectory}${separator}before-restore-${stamp}.json`
  await backUp(context, { file: previous })
  const store = await context.metadata()
  const known = Object.keys((await store.read()).sandboxes)
  await store.update((now) => ({ ...now, settings: backup.metadata.settings, sandboxes: backup.metadata.sandboxes }))
  for (const [id, text] of Object.entries(backup.templates)) await templates.save(id, text)
  for (const id of new Set([...known, ...Object.keys(backup.metadata.sandboxes)])) context.changes.emit(id)
  return { ...(await summarise(context, backup)), previous }
}

async function readBackup({ ports }: SandboxContext, file: string): Promise<Backup> {
  const text = await ports.files.text(file, maxBackupBytes)
  if (text === null) throw new AppError('FILE_NOT_FOUND', { path: file })
  let document: unknown
  try {
    document = JSON.parse(text)
  } catch (error) {
    throw new AppError('CONFIG_INVALID', { file, detail: '' }, { because: { key: 'problems.backup.not_one' }, cause: error })
  }
  const parsed = backupSchema.safeParse(document)
  if (parsed.success) return parsed.data
  const { because, params } = toInvalidInput(parsed.error)
  throw new AppError('CONFIG_INVALID', { file, detail: `${params['field']}:` }, { because, cause: parsed.error })
}

async function summarise({ ports }: SandboxContext, backup: Backup): Promise<BackupSummary> {
  return {
    createdAt: backup.createdAt,
    version: backup.version,
    sandboxes: Object.values(backup.metadata.sandboxes).map(({ name }) => name).sort(),
    templates: Object.keys(backup.templates).length,
    isOwn: backup.homeId === (await ports.host.homeId())
  }
}
