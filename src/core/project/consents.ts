import type { Consent } from '#contract/project'
import { AppError } from '#contract/errors'
import type { AppPorts } from '../app'

type ConsentPorts = Pick<AppPorts, 'consents' | 'files' | 'clock'>

/** What a yes is bound to: the same content has the same digest, any other needs another yes. */
export async function toDigest(content: string): Promise<string> {
  const bytes = new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(content)))
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
}

/** Whether a person agreed to just this. `folder`: a canonical path. */
export function isAgreed(consents: readonly Consent[], asked: Omit<Consent, 'agreedAt'>): boolean {
  return consents.some(({ folder, subject, digest }) => folder === asked.folder && subject === asked.subject && digest === asked.digest)
}

/** Rejects with FILE_NOT_FOUND when the folder is gone. */
export async function keepConsent({ consents, files, clock }: ConsentPorts, asked: Omit<Consent, 'agreedAt'>): Promise<void> {
  const folder = await files.realPath(asked.folder)
  if (folder === null) throw new AppError('FILE_NOT_FOUND', { path: asked.folder })
  await consents.keep({ ...asked, folder, agreedAt: new Date(clock.now()).toISOString() })
}

export async function listConsents({ consents }: ConsentPorts): Promise<Consent[]> {
  return [...(await consents.list())].sort((a, b) => a.folder.localeCompare(b.folder) || a.subject.localeCompare(b.subject))
}

/** Also for a folder that is gone. Rejects with CONSENT_NOT_FOUND when nothing was agreed to for it. */
export async function forgetConsents({ consents, files }: ConsentPorts, folder: string): Promise<void> {
  const path = (await files.realPath(folder)) ?? folder
  const found = (await consents.list()).filter((consent) => consent.folder === path || consent.folder === folder)
  if (found.length === 0) throw new AppError('CONSENT_NOT_FOUND', { path: folder })
  for (const consent of found) await consents.forget(consent)
}
