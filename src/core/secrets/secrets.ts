import { AppError } from '#contract/errors'
import type { SecretList } from '#contract/secret'
import type { VaultEntry } from '../ports/vault'
import type { SandboxRecord } from '../records'
import type { SandboxContext } from '../sandboxes/context'
import { openVault, toGrants } from './granted'

/** What there is and who gets it. A store that cannot be read is told of; who was granted what is known all the same. */
export async function listSecrets(context: SandboxContext): Promise<SecretList> {
  const { settings, sandboxes } = await (await context.metadata()).read()
  const { kept, problem } = await readVault(context)
  const granted = groupBySecret(Object.values(sandboxes))
  const names = [...new Set([...kept.keys(), ...granted.keys()])].sort()
  const secrets = names.map((name) => ({ name, updatedAt: kept.get(name)?.updatedAt ?? null, sandboxes: granted.get(name) ?? [], isThere: problem !== null || kept.has(name) }))
  return { store: settings.secretStore, problem: problem?.toData() ?? null, secrets }
}

async function readVault(context: SandboxContext): Promise<{ kept: ReadonlyMap<string, VaultEntry>; problem: AppError | null }> {
  try {
    const entries = await (await openVault(context)).list()
    return { kept: new Map(entries.map((entry) => [entry.name, entry])), problem: null }
  } catch (error) {
    return { kept: new Map(), problem: AppError.from(error) }
  }
}

function groupBySecret(records: readonly SandboxRecord[]): Map<string, string[]> {
  const groups = new Map<string, string[]>()
  for (const { name, secrets = [] } of records) for (const secret of secrets) groups.set(secret, [...(groups.get(secret) ?? []), name].sort())
  return groups
}

/** The grants go first: a value that comes under the same name later is given to nobody. */
export async function removeSecret(context: SandboxContext, name: string): Promise<{ sandboxes: string[] }> {
  const vault = await openVault(context)
  const sandboxes = await takeBack(context, name)
  if (!(await vault.remove(name)) && sandboxes.length === 0) throw new AppError('SECRET_NOT_FOUND', { name })
  return { sandboxes }
}

async function takeBack(context: SandboxContext, secret: string): Promise<string[]> {
  const store = await context.metadata()
  let changed: SandboxRecord[] = []
  await store.update((document) => {
    changed = Object.values(document.sandboxes).filter(({ secrets = [] }) => secrets.includes(secret))
    if (changed.length === 0) return document
    const without = changed.map(({ secrets = [], ...record }) => [record.id, { ...record, ...toGrants(secrets.filter((name) => name !== secret)) }] as const)
    return { ...document, sandboxes: { ...document.sandboxes, ...Object.fromEntries(without) } }
  })
  for (const { id } of changed) context.changes.emit(id)
  return changed.map(({ name }) => name).sort()
}
