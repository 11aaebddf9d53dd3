import { AppError } from '#contract/errors'
import type { SecretVault } from '../ports/vault'
import type { SandboxRecord } from '../records'
import type { SandboxContext } from '../sandboxes/context'

/** The vault that the settings name. */
export async function openVault({ ports, metadata }: Pick<SandboxContext, 'ports' | 'metadata'>): Promise<SecretVault> {
  const { settings } = await (await metadata()).read()
  return ports.vaults[settings.secretStore]
}

/** What a session gets, read now: a value that was replaced counts from the next session on. Rejects with SECRET_MISSING: then nothing is begun. */
export async function readGranted(context: SandboxContext, { name }: Pick<SandboxRecord, 'name'>, secrets: readonly string[]): Promise<Record<string, string>> {
  const vault = await openVault(context)
  const values: Record<string, string> = {}
  for (const secret of secrets) {
    const value = await vault.get(secret)
    if (value === null) throw new AppError('SECRET_MISSING', { name, secret })
    values[secret] = value
  }
  return values
}

/** Nobody is granted what is not there: a mistyped name is told at once. */
export async function requireSecrets(context: SandboxContext, names: readonly string[] = []): Promise<void> {
  if (names.length === 0) return
  const vault = await openVault(context)
  for (const name of names) if ((await vault.get(name)) === null) throw new AppError('SECRET_NOT_FOUND', { name })
}

/** As a record keeps them: each once, in order; absent when there are none. */
export function toGrants(names: readonly string[] = []): Pick<SandboxRecord, 'secrets'> {
  return names.length > 0 ? { secrets: [...new Set(names)].sort() } : {}
}
